import type { z } from 'zod';
import type { Problem } from './error.ts';
import { type Finding, findingsOf, type Origins, rememberOrigins, valueAt } from './findings.ts';
import type { Interpolation } from './interpolate.ts';
import { followAlias, locate, offsetOf } from './locate.ts';
import { nearest } from './near.ts';
import { formatPath } from './path.ts';
import { placesOf } from './shape.ts';
import { show } from './show.ts';
import { unknownOption } from './unknown.ts';
import { type Words, wordsFor } from './wording.ts';
import type { YamlFile } from './yaml-file.ts';

/** The typed configuration, or what keeps the file from being one. */
export type Validation<T> =
  | { readonly config: T; readonly problems: readonly [] }
  | { readonly problems: readonly Problem[] };

/** Checks an interpolated file against the schema and words each violation for the person who wrote the file. */
export function validate<T>(
  yaml: YamlFile,
  schema: z.ZodType<T>,
  interpolation: Interpolation,
): Validation<T> {
  const plain = toPlain(yaml);
  if ('problems' in plain) return plain;
  const { value } = plain;
  const origins = rememberOrigins();
  const result = schema.safeParse(value, { error: origins.error });
  if (result.success) return { config: result.data, problems: [] };
  const findings = result.error.issues.flatMap((issue) => findingsOf(issue, value, origins));
  const said = (finding: Finding) => interpolation.incomplete.has(locate(yaml.document, finding.path)?.value);
  const fresh = withoutMisspelt(
    findings.filter((finding) => !said(finding)),
    origins,
    value,
  );
  const words = fresh.flatMap((finding) => wordsOf(finding, value, yaml, schema, origins, interpolation));
  return { problems: words.map((one) => toProblem(one, yaml)) };
}

/** Far above what a person writes; a file made to exhaust memory by nested aliases goes beyond it. */
const aliasCountMax = 1000;

function toPlain({
  document,
  file,
}: YamlFile): { readonly value: unknown } | { readonly problems: readonly Problem[] } {
  try {
    return { value: document.toJS({ maxAliasCount: aliasCountMax }) };
  } catch {
    const message = `the file uses YAML aliases more than ${aliasCountMax} times`;
    return { problems: [{ file, line: 1, column: 1, path: '', message, hint: 'write the values out' }] };
  }
}

/** A required option under a misspelt name is one problem, not two: an unknown option and a missing one. */
function withoutMisspelt(findings: readonly Finding[], origins: Origins, root: unknown): Finding[] {
  const meant = new Set<string>();
  for (const { path, issue } of findings) {
    if (issue.code !== 'unrecognized_keys') continue;
    for (const key of issue.keys)
      meant.add(formatPath([...path, nearest(key, knownOptions(origins.of(issue))) ?? '']));
  }
  return findings.filter(({ path }) => !meant.has(formatPath(path)) || valueAt(root, path) !== undefined);
}

function knownOptions(origin: z.core.$ZodTypes | undefined): string[] {
  return origin?._zod.def.type === 'object' ? Object.keys(origin._zod.def.shape) : [];
}

function wordsOf(
  finding: Finding,
  root: unknown,
  yaml: YamlFile,
  schema: z.ZodType,
  origins: Origins,
  { interpolated }: Interpolation,
): Words[] {
  const { path, issue } = finding;
  const origin = origins.of(issue);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownOption(key, path, knownOptions(origin), placesOf(key, schema)));
  }
  const value = valueAt(root, path);
  const node = locate(yaml.document, path)?.value;
  const shown = show(value, path, node && followAlias(yaml.document, node), interpolated);
  const around = valueAt(root, path.slice(0, -1));
  const siblings =
    typeof around === 'object' && around !== null && issue.code === 'invalid_union'
      ? Object.keys(around)
      : [];
  return [
    wordsFor({ ...finding, value, shown, origin, authorsWords: origins.authorsWords(issue), siblings }),
  ];
}

function toProblem({ path, point, message, hint }: Words, { document, file, place }: YamlFile): Problem {
  const where = place(offsetOf(document, path, point));
  return { file, ...where, path: formatPath(path), message, hint };
}
