import { randomBytes, randomUUID } from 'node:crypto';
import type { AgentContext } from './agent-context.ts';
import { AgentFiles } from './agent-files.ts';
import { createPacker } from './agent-packer.ts';
import { startRound } from './agent-round.ts';
import { AgentWriter } from './agent-writer.ts';
import type { AgentOptions } from './config/agent-options.ts';
import type { ParsedChunk } from './parse/events.ts';
import { DiskPositionStore } from './positions/store.ts';
import type { LineChunk } from './record/chunk.ts';
import { type Event, originFields } from './record/event.ts';
import type { Packed, RawLine } from './wire/packer.ts';

/**
 * One flow: files → lines → events → blocks → shards → PutRecords → positions. Resolves when stopped and drained. A new
 * configuration is taken when all that was read under the old one is acknowledged, or read again after a deadline.
 */
export async function runAgent(options: AgentOptions, context: AgentContext): Promise<void> {
  const { telemetry } = context;
  const store = new DiskPositionStore(options.dataDir, {
    told: (message, details) => telemetry.positionsTold(message, details),
  });
  const agentId = store.agentId(context.machineId, randomUUID);
  const files = new AgentFiles(options.dataDir, store, context, mintId);
  context.showPositions?.(() => store.files());
  try {
    for (let current = options; ; ) {
      const round = startRound(context);
      try {
        await files.open(current);
        await ship(current, { ...context, ...round.signals }, files, agentId);
        if (round.signals.force.aborted) files.dropped();
      } finally {
        round.end();
      }
      if (context.stop.aborted || context.reloads?.changed.aborted !== true) return;
      current = context.reloads.take();
      telemetry.reloaded();
    }
  } finally {
    await files.close();
    store.close();
    telemetry.stopped();
  }
}

/** Ships until the stop, and all that was read until then. */
async function ship(
  options: AgentOptions,
  context: AgentContext,
  files: AgentFiles,
  agentId: string,
): Promise<void> {
  const { clock, telemetry, stop } = context;
  const sharedFields = { [originFields.agentId]: agentId, 'host.name': options.hostName ?? context.hostName };
  const packer = createPacker(options.output, { sharedFields, mintId });
  const writer = new AgentWriter(options, context, (positions) => files.commit(positions));
  telemetry.connecting({ stuckAfterMs: options.stuckAfterMs, flushDelayMs: options.output.flushDelayMs });
  try {
    if (!(await writer.start(agentId))) return;
    context.started?.();
    for await (const chunk of files.read(AbortSignal.any([stop, writer.broken]))) {
      telemetry.turn(chunk === undefined);
      const parsed = chunk === undefined ? undefined : await files.parse(chunk, stop);
      if (chunk !== undefined && parsed !== undefined) {
        await shipAll([...pack(chunk, parsed)]);
      }
      await shipAll([packer.due(clock.nowMs())]);
    }
    telemetry.ending();
    await shipAll([packer.flush()]);
  } catch (error) {
    writer.abort(error);
    throw error;
  } finally {
    await writer.close();
  }

  async function shipAll(packed: readonly (Packed | undefined)[]): Promise<void> {
    const all = packed.filter((one) => one !== undefined);
    await writer.keepRefused(all);
    for (const one of all) await writer.ship(one);
  }

  function* pack(chunk: LineChunk, { events, endOffsets, lastTimedMs }: ParsedChunk): Generator<Packed> {
    const nowMs = clock.nowMs();
    for (const [index, event] of events.entries()) {
      const timedMs = lastTimedMs[index];
      const offset = endOffsets[index] ?? chunk.offset;
      const { generation } = chunk.file;
      const position =
        timedMs === undefined ? { generation, offset } : { generation, offset, lastTimedMs: timedMs };
      const packed = packer.add(event, position, nowMs, rawLine(chunk, event));
      if (packed !== undefined) yield packed;
    }
  }
}

/** By what the event says of its origin: there may be fewer events than lines. */
function rawLine({ offset, bytes, part }: LineChunk, event: Event): RawLine {
  const start = Number(event[originFields.offset]) - offset;
  const end = start + Number(event[originFields.length]);
  return { bytes: bytes.subarray(start, end), goesOn: start === 0 && part?.last === false };
}

/** 64 random bits in hex: unique among the files and blocks of all hosts. */
function mintId(): string {
  return randomBytes(8).toString('hex');
}
