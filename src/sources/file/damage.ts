import type { Content } from './content.ts';
import type { FoundFile } from './found-file.ts';
import type { Life } from './life.ts';
import type { FileEvents } from './source-options.ts';

/** All there is was read of a file that nobody writes any more: what it lacks does not come. Told once of each damage. */
export function tellDamage(
  life: Life,
  { damage }: Content,
  { path, size }: FoundFile,
  events: Pick<FileEvents, 'fileDamaged'>,
): void {
  if (damage !== undefined && damage.at !== life.damage?.at)
    events.fileDamaged(path, { ...damage, textBytes: life.sizeSeen, lostBytes: size - damage.at });
  life.damage = damage;
}
