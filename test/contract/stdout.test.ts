import { PassThrough } from 'node:stream';
import { describe } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { StdoutSink } from '../../src/sinks/stdout/sink.ts';
import { sinkContract } from './sink.ts';

describe('stdout', () => {
  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const sink = new StdoutSink(output, () => {});
  let minted = 0;
  sinkContract<Document>(() => ({
    sink,
    mintItem: () => ({
      index: 'logs',
      id: `${minted}`,
      source: JSON.stringify({ message: `line ${minted++}` }),
    }),
    stored: async () => text.split('\n'),
    identify: ({ source }) => source,
    copiesOfRepeat: 2,
    poison: undefined,
    unreachable: undefined,
  }));
});
