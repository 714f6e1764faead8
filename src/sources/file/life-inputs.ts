import type { Position } from '../../record/position.ts';
import type { Content } from './content.ts';
import { type InputEvents, inputEvents } from './event-rule.ts';
import { headBytesMax } from './identity.ts';
import type { Life } from './life.ts';
import type { FileInputOptions } from './options.ts';
import { FileReader } from './reader.ts';
import type { FileSourceOptions } from './source-options.ts';

/** For fewer bytes, to look at a file costs as much as what is in them. */
const turnBytesMaxDefault = 256 * 1024;

/** Each life is read as the input says that found it. */
export class LifeInputs {
  readonly #options: Pick<FileSourceOptions, 'inputs' | 'store' | 'turnBytesMax'>;
  /** Of each input. */
  readonly #events: readonly (InputEvents | undefined)[];

  readonly #skipped: Life[] = [];

  constructor(options: Pick<FileSourceOptions, 'inputs' | 'store' | 'turnBytesMax'>) {
    this.#options = options;
    this.#events = options.inputs.map(inputEvents);
  }

  /** What any of them reads in one turn, at most. */
  get turnBytesMax(): number {
    return Math.max(...this.#options.inputs.map(({ lineBytesMax }) => this.#turnBytesOf(lineBytesMax)));
  }

  of(life: Life): FileInputOptions {
    const input = this.#options.inputs[life.known.input] ?? this.#options.inputs[0];
    if (input === undefined) throw new RangeError('a file source has at least one input');
    return input;
  }

  eventsOf(life: Life): InputEvents | undefined {
    return this.#events[life.known.input] ?? this.#events[0];
  }

  /** Positions behind headers that were skipped since the last call: no acknowledgement tells of them. */
  takeSkipped(): Position[] {
    const skipped = this.#skipped.splice(0).filter(({ committed, offset }) => committed >= offset);
    return skipped.map(({ known: { generation }, committed, window }) => ({
      generation,
      offset: committed,
      ...(window !== undefined && { window }),
    }));
  }

  /** The content is the reader's from now on. */
  reader(life: Life, content: Content): FileReader {
    const { lineBytesMax, encoding, skipHeaderLines } = this.of(life);
    let storedLength = life.known.head.length;
    const headGrew = () => {
      const { generation, head } = life.known;
      // Each time it doubled: not at each line of a slow file.
      if (head.length < headBytesMax && head.length < 2 * storedLength) return;
      storedLength = head.length;
      this.#options.store.update({ generation, head });
    };
    const headerSkipped = () => this.#skipped.push(life);
    const eventRule = this.eventsOf(life)?.rule;
    const turnBytes = this.#turnBytesOf(lineBytesMax, eventRule);
    const how = { lineBytesMax, turnBytes, encoding, skipHeaderLines, eventRule };
    return new FileReader(life, content, { ...how, headGrew, headerSkipped });
  }

  /** Of events of several lines no more than one may have: a full turn cuts them. */
  #turnBytesOf(lineBytesMax: number, eventRule?: InputEvents['rule']): number {
    const { turnBytesMax = turnBytesMaxDefault } = this.#options;
    return eventRule === undefined ? Math.max(lineBytesMax, turnBytesMax) : lineBytesMax;
  }
}
