import { posix } from 'node:path';
import { findCycle } from './find-cycle.ts';
import { isAllowed, type Place, placeOf } from './layout.ts';
import { type ImportFact, readSource, type SourceFacts } from './read-source.ts';

/** The source text of files, by their path from the project's root. */
export type Sources = ReadonlyMap<string, string>;

/** More than this no longer has one idea (style guide). */
const linesMax = 300;

const emptyNames = /(^|[-./])(utils?|common|helpers?|managers?|misc)([-./]|$)/;

/** What pure code may take from Node. Of node:crypto only what hashes; a name here is a name imported from there. */
const pureBuiltins: Readonly<Record<string, readonly string[] | 'all'>> = {
  'node:crypto': ['createHash', 'createHmac', 'hash', 'timingSafeEqual', 'Hash', 'Hmac'],
  'node:zlib': 'all',
  'node:buffer': 'all',
  'node:util': 'all',
  // Bounds what a regular expression may cost.
  'node:v8': ['setFlagsFromString'],
};
const purePackages: readonly string[] = ['@msgpack/msgpack'];
/** Whose types are the specification of what we write: the shapes of the Kinesis API. */
const pureTypePackages: readonly string[] = ['@aws-sdk/client-kinesis'];

/** Clock, chance and the world outside, which pure code is given as arguments. */
const impureMentions: readonly string[] = [
  ...[
    'Date.now',
    'new Date()',
    'Date()',
    'performance.now',
    'Math.random',
    'crypto.randomUUID',
    'globalThis',
  ],
  ...[
    'setTimeout',
    'setInterval',
    'setImmediate',
    'AbortSignal.timeout',
    'fetch',
    'process.env',
    'process.hrtime',
  ],
];

/** How the SDK names what went wrong; src/aws turns these into our own codes. */
const sdkErrorNames =
  /\b((Provisioned|Throughput|Request)\w*LimitExceeded|ProvisionedThroughputExceededException|ResourceNotFoundException|ExpiredIteratorException|ExpiredNextTokenException|AccessDeniedException|LimitExceededException|ResourceInUseException|InvalidArgumentException|ValidationException|InternalFailureException|ConditionalCheckFailedException|TransactionCanceledException|ServiceUnavailableException|ThrottlingException|KMS\w+Exception|UnrecognizedClientException|ExpiredTokenException)\b/;

/** Every breach of the architecture in the sources of src/, one line each; empty when all is well. */
export function findViolations(sources: Sources): string[] {
  const facts = new Map([...sources].map(([path, source]) => [path, readSource(path, source)]));
  const cycle = findCycle(new Map([...facts].map(([path, fact]) => [path, importedFiles(path, fact)])));
  return [
    ...[...facts].flatMap(([path, fact]) => violationsIn(path, fact, sources)),
    ...(cycle === undefined ? [] : [`import cycle: ${cycle.join(' → ')}`]),
  ];
}

/** Breaches of what holds for any code, tests too: length and names. */
export function findUntidyFiles(sources: Sources): string[] {
  return [...sources].flatMap(([path, source]) => {
    const lines = source.trimEnd().split('\n').length;
    return [
      ...(lines > linesMax
        ? [`${path} has ${lines} lines, more than ${linesMax}: look for its second idea`]
        : []),
      ...(emptyNames.test(path)
        ? [`${path} has a name that says nothing: name it after what it exports`]
        : []),
    ];
  });
}

function violationsIn(path: string, fact: SourceFacts, sources: Sources): string[] {
  const place = placeOf(path);
  if (place === undefined) return [`${path} has no place in the layout (test/architecture/layout.ts)`];
  return [
    ...fact.imports.flatMap((imported) => importViolation(path, place, imported, sources)),
    ...(place.zone === 'pure' ? impurities(path, fact) : []),
    ...environmentReads(path, place, fact),
    ...sdkErrors(path, place, fact),
  ];
}

function importViolation(
  path: string,
  from: Place,
  { specifier, names, isTypeOnly }: ImportFact,
  sources: Sources,
): string[] {
  if (!specifier.startsWith('.')) {
    const isSpecification = isTypeOnly && pureTypePackages.includes(specifier);
    // An option is declared beside the code that uses it, be it pure.
    const isSchema = specifier === 'zod' && posix.basename(path) === 'options.ts';
    const isFine = from.zone !== 'pure' || isSpecification || isSchema || isPure(specifier, names);
    return isFine ? [] : [`${path} is pure and imports ${specifier} (${names.join(', ')})`];
  }
  const target = resolve(path, specifier);
  if (target === 'package.json') return [];
  if (!sources.has(target)) return [`${path} imports ${specifier}, which is no source file in src/`];
  const to = placeOf(target);
  return to === undefined || isAllowed(from, path, to, target)
    ? []
    : [`${path} (${from.zone}) imports ${target} (${to.zone})`];
}

function isPure(specifier: string, names: readonly string[]): boolean {
  const allowed = pureBuiltins[specifier];
  if (allowed === undefined) return purePackages.includes(specifier);
  return allowed === 'all' || names.every((name) => allowed.includes(name));
}

function impurities(path: string, { mentions }: SourceFacts): string[] {
  return impureMentions
    .filter((mention) => mentions.has(mention))
    .map((mention) => `${path} is pure and uses ${mention}: take it as an argument`);
}

function environmentReads(path: string, { zone }: Place, { mentions, imports }: SourceFacts): string[] {
  const takesEnv = imports.some(
    ({ specifier, names }) => specifier === 'node:process' && !names.every(isNotEnv),
  );
  const reads = mentions.has('process.env') || takesEnv;
  return reads && zone !== 'config' && zone !== 'cli'
    ? [`${path} reads process.env: only config and cli may`]
    : [];
}

function isNotEnv(name: string): boolean {
  return !['env', 'default', '*'].includes(name);
}

function sdkErrors(path: string, { unit }: Place, { mentions, strings }: SourceFacts): string[] {
  // The local Kinesis says these names: it is the other end of the wire.
  if (unit === 'aws' || unit.startsWith('local-stream/')) return [];
  const found = [...mentions, ...strings]
    .map((text) => sdkErrorNames.exec(text)?.[0])
    .filter((name) => name !== undefined);
  return [...new Set(found)].map((name) => `${path} knows the SDK's error ${name}: only aws may`);
}

function importedFiles(path: string, { imports }: SourceFacts): string[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => resolve(path, specifier));
}

function resolve(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier);
}
