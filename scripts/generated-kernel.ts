import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';

const folder = 'src/parse/bytes';
const lineCharacters = 100;

/** The kernel of lines, compiled: text by path from the project's root. */
export async function generatedKernel(): Promise<ReadonlyMap<string, string>> {
  const source = readFileSync(join(import.meta.dirname, '..', folder, 'lines.as'), 'utf8');
  const wasm = await compile(source);
  const lines = wasm.toString('base64').match(new RegExp(`.{1,${lineCharacters}}`, 'g')) ?? [];
  const text = [
    '/** WebAssembly in base64, made of lines.as by `npm run docs`. */',
    'export const linesWasm = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
  return new Map([[`${folder}/lines-wasm.ts`, text]]);
}

async function compile(source: string): Promise<Buffer> {
  let wasm: Buffer | undefined;
  const { error, stderr } = await asc.main(
    [
      ...['kernel.ts', '--outFile', 'kernel.wasm', '-O3', '--noAssert', '--runtime', 'stub'],
      ...['--enable', 'simd', '--initialMemory', '8', '--maximumMemory', '8'], // Pages of 64 KiB: all that it lays out.
    ],
    {
      readFile: (name: string) => (name === 'kernel.ts' ? source : null),
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name === 'kernel.wasm') wasm = Buffer.from(contents);
      },
      listFiles: () => [],
    },
  );
  if (error !== null || wasm === undefined)
    throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  return wasm;
}
