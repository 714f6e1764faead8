import { basename, dirname } from 'node:path';

/** How a rotation names what it moved away: `.1`, `-20260101`, `.2026-01-01T10:00`, `.old`; more than one of them. */
const rotationEnd = /(?:[.\-_~]\d[\d.\-_T:Z]*|[.\-_](?:old|bak|prev|copy|orig))$/;
/** The same before the extension: `app-20260101.log`, `app.1.log`. */
const rotationMiddle = /[.\-_]\d[\d.\-_T:Z]*(?=\.[A-Za-z]+$)/;
const compressionEnd = /\.(?:gz|zst|zstd|bz2|xz)$/;

/** The name that a file was written under, as far as its name tells. */
export function rotationBase(name: string): string {
  const plain = name.replace(compressionEnd, '');
  const end = plain.replace(rotationEnd, '');
  return end === plain || end === '' ? plain.replace(rotationMiddle, '') : end;
}

/**
 * Whether `path` may be what a rotation made of the file that stood at `original`: in the same folder, and its name
 * begins with the original's, or with its stem and a number or date, or both go back to one name. Of two files with
 * related names little content is evidence enough; a file under the very same name is the successor, not the copy,
 * unless the name is one that only rotations give.
 */
export function isRotationOf(original: string, path: string): boolean {
  if (dirname(original) !== dirname(path)) return false;
  if (original === path) return rotationBase(basename(path)) !== basename(path);
  const [before, after] = [basename(original), basename(path)];
  const goesOn = after.startsWith(before) && /^[.\-_~]/.test(after.slice(before.length));
  if (goesOn || rotationBase(after) === before) return true;
  return (
    rotationBase(before) === rotationBase(after) &&
    rotationBase(before) !== before &&
    rotationBase(after) !== after
  );
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
