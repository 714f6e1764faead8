import { basename, dirname } from 'node:path';

/** How a rotation names what it moved away: `.1`, `-20260101`, `.2026-01-01T10:00`, `.old`; more than one of them. */
const rotationEnd = /(?:[.\-_~]\d[\d.\-_T:Z]*|[.\-_](?:old|bak|prev|copy|orig))$/;
/** The same before the extension: `app-20260101.log`, `app.1.log`. */
const rotationMiddle = /[.\-_]\d[\d.\-_T:Z]*(?=\.[A-Za-z]+$)/;
const compressionEnd = /\.(?:gz|zst|zstd|bz2|xz)$/;
/** All that stands behind the name of the log in `app.log.1.gz`. */
const rotationEnds = /^(?:[.\-_~]\d[\d.\-_T:Z]*|[.\-_](?:old|bak|prev|copy|orig)|\.(?:gz|zst|zstd|bz2|xz))+$/;

/** The name that a file was written under, as far as its name tells. */
export function rotationBase(name: string): string {
  const plain = name.replace(compressionEnd, '');
  const end = plain.replace(rotationEnd, '');
  return end === plain || end === '' ? plain.replace(rotationMiddle, '') : end;
}

/**
 * Whether `path` may be what a rotation made of the file that stood at `original`: in the same folder, and its name
 * begins with the original's, or with its stem and a number or date, or both go back to one name and it is compressed. Of two files with
 * related names little content is evidence enough; a file under the very same name is the successor, not the copy,
 * unless the name is one that only rotations give.
 */
export function isRotationOf(original: string, path: string): boolean {
  if (dirname(original) !== dirname(path)) return false;
  if (original === path) return rotationBase(basename(path)) !== basename(path);
  const [before, after] = [basename(original), basename(path)];
  const goesOn = after.startsWith(before) && /^[.\-_~]/.test(after.slice(before.length));
  return goesOn || rotationBase(after) === before || isNextCompressed(before, after);
}

/**
 * Whether `name` is one that a rotation, a copy or a compression gives to what it makes of the file that is called
 * `original` and stays. Names that merely begin alike, and those of two days, are names of two logs.
 */
export function isNameOfCopy(original: string, name: string): boolean {
  if (name.startsWith(original)) return rotationEnds.test(name.slice(original.length));
  return rotationBase(name) === original || isNextCompressed(original, name);
}

/** `log.1` becomes `log.2.gz`; without being compressed, what has another number or date is another log. */
function isNextCompressed(before: string, after: string): boolean {
  const base = rotationBase(before);
  return base !== before && base === rotationBase(after) && compressionEnd.test(after);
}

/** The same of paths: it stays in its folder. */
export function isPathOfCopy(original: string, path: string): boolean {
  return dirname(original) === dirname(path) && isNameOfCopy(basename(original), basename(path));
}

/** The paths of files that this one may be a copy of, by its name; each a prefix of it, or its stem. */
export function originalsOf(path: string): string[] {
  const name = basename(path);
  const names = new Set<string>([rotationBase(name)]);
  for (const { index } of name.matchAll(/[.\-_~]/g)) names.add(name.slice(0, index));
  names.delete('');
  names.delete(name);
  return [...names].map((original) => `${dirname(path)}/${original}`);
}
