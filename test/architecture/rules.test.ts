import { describe, expect, it } from 'vitest';
import { findUntidyFiles, findViolations } from './rules.ts';

type Files = Readonly<Record<string, string>>;

/** Files to import; each keeps the rules itself. */
const neighbours: Files = {
  'src/record/event.ts': 'export const a = 1;',
  'src/flow/clock.ts': 'export const a = 1;',
  'src/aws/clients.ts': 'export const a = 1;',
  'src/telemetry/log.ts': 'export const a = 1;',
  'src/config/load.ts': 'export const a = 1;',
  'src/config/units.ts': 'export const a = 1;',
  'src/sources/index.ts': "import './file/options.ts';",
  'src/sources/file/options.ts': 'export const a = 1;',
  'src/sources/file/reader.ts': 'export const a = 1;',
  'src/sources/stdin/reader.ts': 'export const a = 1;',
  'src/sinks/stdout/sink.ts': 'export const a = 1;',
  'src/leases/table.ts': 'export const a = 1;',
  'src/agent.ts': 'export const a = 1;',
  'src/engines/kinesis.ts': 'export const a = 1;',
  'src/demo/site.ts': 'export const a = 1;',
};

function violations(files: Files): string[] {
  return findViolations(new Map(Object.entries({ ...neighbours, ...files })));
}

function check(name: string, path: string, source: string, expected: readonly string[]): void {
  it(name, () => {
    const found = violations({ [path]: source });
    expect(found).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(found[index]).toContain(part);
  });
}

describe('imports that break the rule', () => {
  check('edge → units', 'src/sinks/kinesis/sink.ts', "import '../../config/units.ts';", [
    'src/config/units.ts',
  ]);
  check('options → the rest of config', 'src/sinks/kinesis/options.ts', "import '../../config/load.ts';", [
    'config/load.ts',
  ]);
  check('assembly → another assembly', 'src/consumer-reader.ts', "import './agent.ts';", [
    '(assembly) imports src/agent.ts',
  ]);
  check('a file in src that is no daemon', 'src/stuff.ts', '', ['no place in the layout']);
  check('pure → edge', 'src/wire/x.ts', "import '../sources/file/reader.ts';", [
    '(pure) imports src/sources/file/reader.ts',
  ]);
  check('pure → edge, type only', 'src/wire/x.ts', "import type { A } from '../leases/table.ts';", [
    'src/leases/table.ts',
  ]);
  check('pure → edge, re-export', 'src/wire/x.ts', "export * from '../leases/table.ts';", [
    'src/leases/table.ts',
  ]);
  check('pure → edge, dynamic', 'src/wire/x.ts', "await import('../leases/table.ts');", [
    'src/leases/table.ts',
  ]);
  check('pure → edge, type expression', 'src/wire/x.ts', "let a: import('../leases/table.ts').A;", [
    'leases/table.ts',
  ]);
  check('pure → telemetry', 'src/flow/x.ts', "import '../telemetry/log.ts';", ['src/telemetry/log.ts']);
  check('pure → disk', 'src/parse/x.ts', "import { readFileSync } from 'node:fs';", [
    'imports node:fs (readFileSync)',
  ]);
  check('pure → package', 'src/parse/x.ts', "import { z } from 'zod';", ['imports zod']);
  check('pure → randomness', 'src/shard/x.ts', "import { createHash, randomBytes } from 'node:crypto';", [
    'randomBytes',
  ]);
  check('pure → all of crypto', 'src/shard/x.ts', "import * as crypto from 'node:crypto';", [
    'node:crypto (*)',
  ]);
  check('edge → edge', 'src/sinks/kinesis/x.ts', "import '../../leases/table.ts';", [
    '(edge) imports src/leases/table.ts',
  ]);
  check('source → its sibling', 'src/sources/file/x.ts', "import '../stdin/reader.ts';", [
    'src/sources/stdin/reader.ts',
  ]);
  check('sink → its sibling', 'src/sinks/kinesis/x.ts', "import '../stdout/sink.ts';", [
    'src/sinks/stdout/sink.ts',
  ]);
  check('edge → the list', 'src/sources/stdin/x.ts', "import '../index.ts';", ['src/sources/index.ts']);
  check('list → the other folder', 'src/sinks/index.ts', "import '../sources/file/options.ts';", [
    '(list) imports',
  ]);
  check('edge → config', 'src/positions/x.ts', "import '../config/load.ts';", ['src/config/load.ts']);
  check('telemetry → aws', 'src/telemetry/x.ts', "import '../aws/clients.ts';", [
    '(ground) imports src/aws/clients.ts',
  ]);
  check('config → edge', 'src/config/x.ts', "import '../sources/file/reader.ts';", ['(config) imports']);
  check('assembly → demo', 'src/consumer.ts', "export * from './demo/site.ts';", [
    '(assembly) imports src/demo',
  ]);
  check('assembly → engines', 'src/consumer.ts', "import './engines/kinesis.ts';", [
    '(assembly) imports src/engines',
  ]);
  check('engines → assembly', 'src/engines/x.ts', "import '../agent.ts';", [
    '(engines) imports src/agent.ts',
  ]);
  check('edge → assembly', 'src/wallboard/x.ts', "import '../agent.ts';", ['(edge) imports src/agent.ts']);
  check('out of src', 'src/cli/x.ts', "import '../../test/fakes/clock.ts';", ['is no source file in src/']);
  check('a folder nobody knows', 'src/things/x.ts', '', ['no place in the layout']);
  check('a file beside the sources', 'src/sources/x.ts', '', ['no place in the layout']);
});

describe('imports that keep the rule', () => {
  check('options → units', 'src/sinks/kinesis/options.ts', "import '../../config/units.ts';", []);
  check('assembly → its own part', 'src/agent-writer.ts', "import './agent.ts';", []);
  check('pure → pure', 'src/wire/x.ts', "import '../record/event.ts';", []);
  check('pure → hash', 'src/shard/x.ts', "import { createHash, type Hash } from 'node:crypto';", []);
  check('pure → MessagePack', 'src/wire/x.ts', "import { Encoder } from '@msgpack/msgpack';", []);
  check(
    'edge → ground',
    'src/sinks/kinesis/x.ts',
    "import '../../aws/clients.ts'; import '../../telemetry/log.ts';",
    [],
  );
  check('edge → disk', 'src/positions/x.ts', "import 'node:fs';", []);
  check(
    'config → options',
    'src/config/x.ts',
    "import '../sources/file/options.ts'; import '../sources/index.ts';",
    [],
  );
  check('assembly → edges', 'src/consumer.ts', "import './leases/table.ts'; import './config/load.ts';", []);
  check(
    'cli → all',
    'src/cli/x.ts',
    "import '../agent.ts'; import '../demo/site.ts'; import '../engines/kinesis.ts';",
    [],
  );
  check(
    'words in comments and strings',
    'src/wire/x.ts',
    "// import './gone.ts'; Date.now()\nexport const s = \"import 'zod'\";",
    [],
  );
});

describe('cycles', () => {
  it('are found over any number of files, types included', () => {
    const found = violations({
      'src/wire/a.ts': "import './b.ts';",
      'src/wire/b.ts': "import type { C } from '../shard/c.ts';",
      'src/shard/c.ts': "export * from '../wire/a.ts';",
    });
    expect(found).toEqual(['import cycle: src/wire/a.ts → src/wire/b.ts → src/shard/c.ts → src/wire/a.ts']);
  });
});

describe('clock, chance and the environment', () => {
  for (const source of [
    'Date.now()',
    'new Date()',
    'const now = Date.now',
    'Math.random()',
    'setTimeout(f, 1)',
    'fetch(u)',
  ]) {
    check(source, 'src/window/x.ts', source, ['is pure and uses']);
  }
  for (const source of [
    'process.env.HOME',
    "process['env']",
    'const { env } = process',
    "import { env } from 'node:process'",
  ]) {
    check(source, 'src/leases/x.ts', source, ['only config and cli may']);
    check(`${source} in cli`, 'src/cli/x.ts', source, []);
  }
  check(
    'a clock handed over',
    'src/window/x.ts',
    'clock.now(); new Date(ms); const o = { setTimeout: 1 };',
    [],
  );
  check('the clock in an edge', 'src/leases/x.ts', 'Date.now(); setTimeout(f, 1);', []);
});

describe('error names of the SDK', () => {
  check('in a sink', 'src/sinks/kinesis/x.ts', "if (e.name === 'ExpiredIteratorException') {}", [
    'only aws may',
  ]);
  check(
    'as a class',
    'src/leases/x.ts',
    "import { ResourceInUseException } from 'x'; new ResourceInUseException({});",
    ['ResourceInUseException'],
  );
  check('in aws', 'src/aws/x.ts', "export const name = 'KMSThrottlingException';", []);
});

describe('files', () => {
  const untidy = (path: string, source = '') => findUntidyFiles(new Map([[path, source]]));

  it('may have 300 lines and no more', () => {
    expect(untidy('src/wire/x.ts', 'a\n'.repeat(300))).toEqual([]);
    expect(untidy('src/wire/x.ts', 'a\n'.repeat(301))).toHaveLength(1);
  });

  it('have names that say something', () => {
    for (const path of [
      'src/utils/x.ts',
      'src/wire/common.ts',
      'src/leases/lease-manager.ts',
      'test/helpers/x.ts',
    ]) {
      expect(untidy(path)).toHaveLength(1);
    }
    expect(untidy('src/wire/commonality.ts')).toEqual([]);
  });
});
