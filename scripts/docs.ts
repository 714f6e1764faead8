// `npm run docs` writes what is generated from the code: the reference and the JSON Schema, and the compiled kernel.
// `npm run docs -- --check` writes nothing, names the files that are stale, and exits with 1 if there are any.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatedDocs } from './generated-docs.ts';
import { generatedKernel } from './generated-kernel.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const generated = [...(await generatedKernel()), ...generatedDocs()];
const stale = generated.filter(([path, text]) => readOrNothing(join(root, path)) !== text);
if (values.check) {
  for (const [path] of stale) process.stderr.write(`${path} is stale: npm run docs\n`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    process.stdout.write(`${path} written\n`);
  }
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
