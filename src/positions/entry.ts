import { z } from 'zod';
import type { FileChange, KnownFile, Position } from '../record/position.ts';

const offset = z.int().nonnegative();
const head = z.object({ length: z.int(), hash: z.string() });
const window = z.object({ offset, length: z.int(), hash: z.string() });
const isCut = z.literal(true).exactOptional();
const markers = z.array(z.object({ offset, until: offset, timeMs: z.number(), isCut })).readonly();
const generation = z.string();

const file = z.object({
  generation,
  path: z.string(),
  realPath: z.string().exactOptional(),
  input: z.int(),
  device: z.string(),
  inode: z.string(),
  head,
  offset,
  lastTimedMs: z.number().exactOptional(),
  window: window.exactOptional(),
  markers,
  rotatedAtMs: z.number().exactOptional(),
  format: z.string().exactOptional(),
  sizeSeen: offset.exactOptional(),
  skippedBytes: offset.exactOptional(),
}) satisfies z.ZodType<KnownFile>;

/**
 * What a line says. All but commits are numbered: each takes the next number, so that one that is lost leaves a gap;
 * a commit has the number of the entry before it.
 *
 *   snapshot   opens a snapshot of so many entries; these have its number, and hold all that has a smaller one
 *   begin      opens a log that goes on after the snapshot of this number
 *   agent      the agent's id, and the machine it is bound to
 *   inputs     keys of the inputs that were looked at; null where nobody knows
 *   add        a file; in a snapshot, all that is known of it
 *   update, mark, commit, forget      as in PositionStore
 */
const entrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), version: z.literal(1), entries: z.int() }),
  z.object({ kind: z.literal('begin'), version: z.literal(1) }),
  z.object({ kind: z.literal('agent'), id: z.string(), machine: z.string() }),
  z.object({ kind: z.literal('inputs'), keys: z.array(z.string()).readonly().nullable() }),
  z.object({ kind: z.literal('add'), file }),
  z.object({
    kind: z.literal('update'),
    generation,
    path: z.string().exactOptional(),
    realPath: z.string().exactOptional(),
    input: z.int().exactOptional(),
    device: z.string().exactOptional(),
    inode: z.string().exactOptional(),
    head: head.exactOptional(),
    format: z.string().exactOptional(),
    window: window.exactOptional(),
    rotatedAtMs: z.number().nullable().exactOptional(),
    sizeSeen: offset.exactOptional(),
    skippedBytes: offset.exactOptional(),
  }),
  z.object({ kind: z.literal('mark'), generation, markers }),
  z.object({
    kind: z.literal('commit'),
    generation,
    offset,
    lastTimedMs: z.number().exactOptional(),
    window: window.exactOptional(),
  }),
  z.object({ kind: z.literal('forget'), generation }),
]);

export type Entry = z.infer<typeof entrySchema>;
export type EntryOf<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>;

/** Undefined for what this version of kinship does not write. */
export function parseEntry(json: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

/** Callers may hand over whole files: only what may change is taken. */
export function updateEntry(change: FileChange): EntryOf<'update'> {
  const { generation, path, realPath, input, device, inode, head, format, ...more } = change;
  const { window, rotatedAtMs, sizeSeen, skippedBytes } = more;
  const place = { path, realPath, input, device, inode };
  const changed = defined({ ...place, head, format, window, rotatedAtMs, sizeSeen, skippedBytes });
  return { kind: 'update', generation, ...changed };
}

export function commitEntry({ generation, offset, lastTimedMs, window }: Position): EntryOf<'commit'> {
  return { kind: 'commit', generation, offset, ...defined({ lastTimedMs, window }) };
}

type Defined<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };

function defined<Value extends object>(value: Value): Defined<Value> {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as Defined<Value>; // The same keys, without those of undefined.
}
