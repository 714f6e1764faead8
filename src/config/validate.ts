import type { Node } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './error.ts';
import { type Finding, findingsOf, type Origins, rememberOrigins, valueAt } from './findings.ts';
import type { Interpolation } from './interpolate.ts';
import { followAlias, locate, offsetOf } from './locate.ts';
import { nearest } from './near.ts';
import { formatPath, type Path } from './path.ts';
import { placesOf } from './sections.ts';
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
  const origins = rememberOrigins();
  const result = schema.safeParse(plain.root, { error: origins.error });
  if (result.success) return { config: result.data, problems: [] };
  const check: Check = { yaml, schema, interpolation, origins, root: plain.root };
  const findings = result.error.issues.flatMap((issue) => findingsOf(issue, plain.root, origins));
  const fresh = withoutSequels(findings).filter((finding) => !isAboutIncomplete(finding, check));
  const words = withoutMisspelt(fresh, check).flatMap((finding) => wordsOf(finding, check));
  return { problems: words.map((one) => toProblem(one, yaml)) };
}

/** One validation with all it draws on. `root` is the whole file as a plain value. */
interface Check {
  readonly yaml: YamlFile;
  readonly schema: z.ZodType;
  readonly interpolation: Interpolation;
  readonly origins: Origins;
  readonly root: unknown;
}

/** Far above what a person writes; a file made to exhaust memory by nested aliases goes beyond it. */
const aliasCountMax = 1000;

function toPlain({
  document,
  file,
}: YamlFile): { readonly root: unknown } | { readonly problems: readonly Problem[] } {
  try {
    return { root: document.toJS({ maxAliasCount: aliasCountMax }) };
  } catch {
    const message = `the file uses YAML aliases more than ${aliasCountMax} times`;
    return { problems: [{ file, line: 1, column: 1, path: '', message, hint: 'write the values out' }] };
  }
}

/** Whether a finding only repeats that a `${NAME}` could not be replaced. */
function isAboutIncomplete({ path, issue }: Finding, { yaml, interpolation }: Check): boolean {
  if (interpolation.incomplete.has(nodeAt(yaml, path))) return true;
  const below = formatPath(path); // A rule of the schema's author about a whole map has seen the raw text too.
  return issue.code === 'custom' && interpolation.problems.some((problem) => problem.path.startsWith(below));
}

/** What is said of a value of the wrong kind beside its kind (zod also finds a list too short to be a text) is noise. */
function withoutSequels(findings: readonly Finding[]): Finding[] {
  const isKind = ({ issue }: Finding) => issue.code === 'invalid_type';
  const wrongKinds = new Set(findings.filter(isKind).map(({ path }) => formatPath(path)));
  return findings.filter((finding) => isKind(finding) || !wrongKinds.has(formatPath(finding.path)));
}

/** A required option under a misspelt name is one problem, not two: an unknown option and a missing one. */
function withoutMisspelt(findings: readonly Finding[], { origins, root }: Check): Finding[] {
  const meant = new Set<string>();
  for (const { path, issue } of findings) {
    if (issue.code !== 'unrecognized_keys') continue;
    const known = knownOptions(origins.of(issue));
    for (const key of issue.keys) meant.add(formatPath([...path, nearest(key, known) ?? '']));
  }
  return findings.filter(({ path }) => !meant.has(formatPath(path)) || valueAt(root, path) !== undefined);
}

function knownOptions(origin: z.core.$ZodTypes | undefined): string[] {
  return origin?._zod.def.type === 'object' ? Object.keys(origin._zod.def.shape) : [];
}

function wordsOf(finding: Finding, { yaml, schema, interpolation, origins, root }: Check): Words[] {
  const { path, issue } = finding;
  const origin = origins.of(issue);
  if (issue.code === 'unrecognized_keys') {
    const known = knownOptions(origin);
    return issue.keys.map((key) => unknownOption(key, path, { known, elsewhere: placesOf(key, schema) }));
  }
  const value = valueAt(root, path);
  const shown = show(value, path, nodeAt(yaml, path), interpolation.interpolated);
  // Where the type of a union is missing, its misspelling is not reported as an unknown option.
  const siblings = issue.code === 'invalid_union' ? namesIn(valueAt(root, path.slice(0, -1))) : [];
  return [
    wordsFor({ ...finding, value, shown, origin, authorsWords: origins.authorsWords(issue), siblings }),
  ];
}

function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

function nodeAt({ document }: YamlFile, path: Path): Node | undefined {
  const node = locate(document, path)?.value;
  return node && followAlias(document, node);
}

function toProblem({ path, point, message, hint }: Words, { document, file, place }: YamlFile): Problem {
  return { file, ...place(offsetOf(document, path, point)), path: formatPath(path), message, hint };
}
