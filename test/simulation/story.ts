import type { Checkpoint } from '../../src/record/checkpoint.ts';
import { type Evidence, nameOf } from './evidence.ts';
import type { Happening } from './ledger.ts';
import type { EventKey } from './traffic.ts';

/** All that happened to one event, from its writing on, a line each in the order of time. */
export function storyOf(key: EventKey, evidence: Evidence): string[] {
  const written = evidence.events.get(key);
  if (written === undefined) return [`${key} was never written`];
  const { startMs } = evidence.plan;
  const about = new Teller(key, evidence);
  const told = evidence.entries.flatMap(({ atMs, happening }) => {
    const what = about.tell(happening);
    return what === undefined ? [] : [{ atMs, what }];
  });
  const { writtenMs, generation, offset, endOffset } = written;
  const writing = { atMs: writtenMs, what: `written to ${generation}, bytes ${offset} to ${endOffset}` };
  return [writing, ...told]
    .sort((left, right) => left.atMs - right.atMs)
    .map(({ atMs, what }) => `${((atMs - startMs) / 1000).toFixed(3).padStart(9)} s  ${what}`);
}

/** Puts in words what of the ledger concerns one event. */
class Teller {
  readonly #key: EventKey;
  readonly #evidence: Evidence;
  readonly #producer: string;
  /** Where it is said to stand. */
  readonly #places: ReadonlySet<string>;
  #passed = false;

  constructor(key: EventKey, evidence: Evidence) {
    this.#key = key;
    this.#evidence = evidence;
    this.#producer =
      evidence.plan.producers.find(({ written }) => written.some((of) => of.key === key))?.name ?? '';
    const placed = [...evidence.all('stored'), ...evidence.all('acknowledged')];
    this.#places = new Set(
      placed.filter(({ parcel }) => parcel.keys.includes(key)).map(({ place }) => nameOf(place)),
    );
  }

  tell(happening: Happening): string | undefined {
    switch (happening.kind) {
      case 'process':
        return this.#process(happening.life, happening.what);
      case 'packed':
      case 'put':
      case 'stored':
      case 'acknowledged':
      case 'refused':
      case 'unanswered':
        return happening.parcel.keys.includes(this.#key) ? tellParcel(happening) : undefined;
      case 'committed':
        return this.#committed(happening);
      case 'asked':
        return this.#isPlaceIn(happening.shardId)
          ? `${happening.life} begins ${happening.shardId} at ${happening.from}`
          : undefined;
      case 'read':
        return this.#read(happening);
      case 'printed':
        return happening.key === this.#key ? `printed by ${happening.life}` : undefined;
      case 'checkpoint':
        return this.#isPlaceIn(happening.shardId)
          ? `${happening.life} has of ${happening.shardId} the checkpoint ${tellCheckpoint(happening.checkpoint)}`
          : undefined;
      case 'stream':
        return `the stream ${happening.what}`;
      case 'weather':
        return `weather: ${happening.what}`;
      case 'trouble':
        return `${happening.life} ${happening.what}`;
    }
  }

  #process(life: string, what: string): string | undefined {
    return life.startsWith(`${this.#producer}.`) || life.startsWith('consumer.')
      ? `${life} ${what}`
      : undefined;
  }

  /** Only the first that passes the event. */
  #committed({ life, generation, offset }: Extract<Happening, { kind: 'committed' }>): string | undefined {
    const written = this.#evidence.events.get(this.#key);
    if (this.#passed || written?.generation !== generation || offset < written.endOffset) return undefined;
    this.#passed = true;
    return `${life} commits position ${offset}`;
  }

  #read({ life, shardId, sequenceNumbers }: Extract<Happening, { kind: 'read' }>): string | undefined {
    const found = sequenceNumbers.filter((sequenceNumber) =>
      this.#places.has(nameOf({ shardId, sequenceNumber })),
    );
    return found.length === 0 ? undefined : `read by ${life} from ${shardId} as ${found.join()}`;
  }

  #isPlaceIn(shardId: string): boolean {
    return [...this.#places].some((place) => place.startsWith(`${shardId} `));
  }
}

function tellParcel(
  happening: Extract<
    Happening,
    { kind: 'packed' | 'put' | 'stored' | 'acknowledged' | 'refused' | 'unanswered' }
  >,
): string {
  const record = `record ${happening.parcel.number}`;
  switch (happening.kind) {
    case 'packed':
      return `packed by ${happening.parcel.life} into ${record}, with ${happening.parcel.keys.length - 1} others`;
    case 'put':
      return `${record} put in call ${happening.call}`;
    case 'stored':
      return `${record} stored as ${nameOf(happening.place)}`;
    case 'acknowledged':
      return `${record} acknowledged in call ${happening.call} as ${nameOf(happening.place)}`;
    case 'refused':
      return `${record} refused in call ${happening.call}: ${happening.why}`;
    case 'unanswered':
      return `${record} without answer in call ${happening.call}: ${happening.why}`;
  }
}

function tellCheckpoint(checkpoint: Checkpoint): string {
  return checkpoint.kind === 'sequence' ? checkpoint.sequenceNumber : checkpoint.kind;
}
