import type { KnownFile, SeenMarker } from '../record/position.ts';
import type { Entry, EntryOf } from './entry.ts';

/** What the entries say, taken one after another. The same code runs while they are written and when they are read. */
export class PositionState {
  #agent: Omit<EntryOf<'agent'>, 'kind'> | undefined;
  #inputs: readonly string[] | undefined = [];
  readonly #files = new Map<string, KnownFile>();

  get agent(): { readonly id: string; readonly machine: string } | undefined {
    return this.#agent;
  }

  get inputs(): readonly string[] | undefined {
    return this.#inputs;
  }

  get files(): ReadonlyMap<string, KnownFile> {
    return this.#files;
  }

  /** As in a table: what is told of an unknown file changes nothing. */
  apply(entry: Entry): void {
    switch (entry.kind) {
      case 'snapshot':
      case 'begin':
        return;
      case 'agent':
        this.#agent = { id: entry.id, machine: entry.machine };
        return;
      case 'inputs':
        this.#inputs = entry.keys ?? undefined;
        return;
      case 'add':
        this.#files.set(entry.file.generation, entry.file);
        return;
      case 'forget':
        this.#files.delete(entry.generation);
        return;
      default: {
        const file = this.#files.get(entry.generation);
        if (file !== undefined) this.#files.set(entry.generation, changed(file, entry));
      }
    }
  }

  /** The fewest entries that say all of it. */
  entries(): Entry[] {
    const entries: Entry[] = [{ kind: 'inputs', keys: this.#inputs ?? null }];
    if (this.#agent !== undefined) entries.push({ kind: 'agent', ...this.#agent });
    for (const file of this.#files.values()) entries.push({ kind: 'add', file });
    return entries;
  }
}

function changed(file: KnownFile, entry: EntryOf<'update' | 'mark' | 'commit'>): KnownFile {
  if (entry.kind === 'mark') return { ...file, markers: markersAfter(file, entry.markers) };
  if (entry.kind === 'commit') {
    const { kind: _, ...position } = entry;
    const { lastTimedMs: _before, ...rest } = file;
    return { ...rest, ...position };
  }
  const { kind: _, rotatedAtMs, ...changes } = entry;
  if (rotatedAtMs === undefined) return { ...file, ...changes };
  const { rotatedAtMs: _before, ...rest } = file;
  return { ...rest, ...changes, ...(rotatedAtMs !== null && { rotatedAtMs }) };
}

/**
 * Whoever gives new markers leaves out those of acknowledged bytes. Where damage took the acknowledgement, these bytes
 * are read again, and need the times they had.
 */
function markersAfter(file: KnownFile, given: readonly SeenMarker[]): readonly SeenMarker[] {
  const from = given[0]?.offset ?? Infinity;
  const kept = file.markers.filter((marker) => marker.until > file.offset && marker.offset < from);
  return kept.length === 0 ? given : [...kept, ...given];
}
