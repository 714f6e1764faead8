import { type FoundFile, fileKey } from './found-file.ts';
import { isEmpty, type Life, versionOf } from './life.ts';
import type { Listings } from './listings.ts';
import type { FileLives } from './lives.ts';
import type { Recogniser } from './recognise.ts';
import type { Ripeness } from './ripeness.ts';

export interface CopySeekerParts {
  readonly lives: FileLives;
  readonly recogniser: Recogniser;
  readonly listings: Listings;
  readonly ripeness: Ripeness;
  readonly move: (life: Life, kind: 'home' | 'trial', found: FoundFile) => void;
}

/** Looks for lives whose file is gone, or was cut, among the files beside it that no pattern shows. */
export class CopySeeker {
  readonly #lives: FileLives;
  readonly #recogniser: Recogniser;
  readonly #listings: Listings;
  readonly #ripeness: Ripeness;
  readonly #move: CopySeekerParts['move'];

  constructor({ lives, recogniser, listings, ripeness, move }: CopySeekerParts) {
    this.#lives = lives;
    this.#recogniser = recogniser;
    this.#listings = listings;
    this.#ripeness = ripeness;
    this.#move = move;
  }

  /** Where a pattern does not show the copy of a life that was cut, or compressed before it was read to its end. */
  async seek(life: Life, shown: ReadonlyMap<string, unknown>): Promise<void> {
    const isWhole = life.wasRead && life.sizeSeen <= life.offset;
    if (isEmpty(life) || !this.#lives.homeless.has(life)) return;
    let withNothingNew: FoundFile | undefined;
    let mayComeMore = false;
    for (const found of this.#listings.rotationsOf(life.known)) {
      const key = fileKey(found);
      if (shown.has(key) || this.#lives.byKey.has(key) || life.notIn.has(versionOf(found))) continue;
      if (this.#ripeness.isUnripe(found)) {
        mayComeMore = true;
        continue;
      }
      const kind = await this.#recogniser.isIn(life, found, isWhole).catch(() => undefined); // It is none that can be read.
      if (kind === 'home' && found.size <= life.offset) withNothingNew ??= found;
      else if (kind !== undefined) return this.#move(life, kind, found);
      else life.notIn.add(versionOf(found));
    }
    if (withNothingNew !== undefined && !mayComeMore) this.#move(life, 'home', withNothingNew);
  }
}
