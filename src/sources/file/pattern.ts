import { matchesGlob, resolve } from 'node:path';

/** One step of a pattern from a folder to what is in it. */
export type Segment =
  /** Exactly this name: nothing has to be listed. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'glob'; readonly matches: (name: string) => boolean }
  /** `**`: any number of folders, none included. */
  | { readonly kind: 'deep' };

/** A pattern as a path of segments from the root on. `{a,b}` are several. */
export function compilePattern(pattern: string): Segment[][] {
  return expandBraces(resolve(pattern)).map((path) => path.split('/').filter(Boolean).map(segmentOf));
}

/** `a{b,c}d` becomes `abd` and `acd`; braces within braces too. A single `{x}` is a name. */
export function expandBraces(pattern: string): string[] {
  const group = /\{([^{}]*,[^{}]*)\}/.exec(pattern); // The innermost.
  if (group === null) return [pattern];
  const before = pattern.slice(0, group.index);
  const after = pattern.slice(group.index + group[0].length);
  const choices = (group[1] ?? '').split(',').flatMap((choice) => expandBraces(before + choice + after));
  return [...new Set(choices)];
}

/** Tells by a path whether it is excluded: a pattern without a slash is about the name, any other about the path. */
export function compileExclude(exclude: readonly string[]): (path: string, name: string) => boolean {
  const tests = exclude.map((pattern) => {
    const full = pattern.includes('/') ? resolve(pattern) : undefined;
    if (full === undefined) return globTest(pattern, true);
    return (path: string) => matchesGlob(path, full);
  });
  return (path, name) => tests.some((test) => test(path, name));
}

function globTest(pattern: string, onName: boolean): (path: string, name: string) => boolean {
  const alternatives = expandBraces(pattern).map((one) => nameTest(one));
  return (path, name) => alternatives.some((test) => test(onName ? name : path));
}

function segmentOf(text: string): Segment {
  if (text === '**') return { kind: 'deep' };
  if (!/[*?[\\]/.test(text)) return { kind: 'name', name: text };
  return { kind: 'glob', matches: nameTest(text) };
}

/** As in a shell: a name that begins with a dot is matched only by a pattern that does. */
function nameTest(glob: string): (name: string) => boolean {
  const source = glob.replaceAll(/\\.|\[!?[^\]]+\]|\*+|\?|[^\\[*?]+|[\s\S]/g, (token) => {
    if (token.startsWith('*')) return '[^/]*';
    if (token === '?') return '[^/]';
    if (/^\[.+\]$/.test(token)) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return escapeText(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
  });
  const expression = new RegExp(`^${source}$`, 's');
  const showsHidden = glob.startsWith('.');
  return (name) => (showsHidden || !name.startsWith('.')) && expression.test(name);
}

function escapeText(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
