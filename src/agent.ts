import { randomBytes, randomUUID } from 'node:crypto';
import type { AgentContext } from './agent-context.ts';
import { AgentInputs, type InputChunk, isOfFile } from './agent-inputs.ts';
import { createPacker } from './agent-packer.ts';
import { rawLine } from './agent-raw-line.ts';
import { startRound } from './agent-round.ts';
import { AgentWriter } from './agent-writer.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { Metadata } from './metadata/metadata.ts';
import { DiskPositionStore } from './positions/store.ts';
import { originFields } from './record/event.ts';
import type { Position } from './record/position.ts';
import type { PackableChunk } from './steps/process.ts';
import { BlockPacker, type Packed, type PackerOptions } from './wire/packer.ts';

/**
 * One flow: files → lines → events → steps → blocks → shards → PutRecords → positions. Resolves when stopped and
 * drained. A new configuration is taken when all that was read under the old one is acknowledged, or read again after a
 * deadline.
 */
export async function runAgent(options: AgentOptions, context: AgentContext): Promise<void> {
  const { telemetry } = context;
  const store = new DiskPositionStore(options.dataDir, {
    told: (message, details) => telemetry.positionsTold(message, details),
  });
  const agentId = store.agentId(context.machineId, randomUUID);
  const metadata = new Metadata(context.env ?? {}, telemetry.metadata);
  const inputs = new AgentInputs(options.dataDir, store, context, mintId);
  context.showPositions?.(() => store.files());
  try {
    for (let current = options; ; ) {
      const round = startRound(context);
      try {
        await inputs.open(current);
        const found = await metadata.read(current.metadata, round.signals.stop);
        const shared = { ...found, ...ownFields(current, agentId, context) };
        await ship(current, { ...context, ...round.signals }, inputs, agentId, shared);
        if (round.signals.force.aborted) await inputs.readAgain();
      } finally {
        round.end();
      }
      if (context.stop.aborted || context.reloads?.changed.aborted !== true) return;
      current = context.reloads.take();
      telemetry.reloaded();
    }
  } finally {
    await inputs.close();
    store.close();
    telemetry.stopped();
  }
}

/** Ships until the stop, and all that was read until then. */
async function ship(
  options: AgentOptions,
  context: AgentContext,
  inputs: AgentInputs,
  agentId: string,
  sharedFields: PackerOptions['sharedFields'],
): Promise<void> {
  const { clock, telemetry, stop } = context;
  const packer = createPacker(options.output, { sharedFields, mintId });
  const writer = new AgentWriter(options, context, (positions) => inputs.commit(positions));
  telemetry.connecting({ stuckAfterMs: options.stuckAfterMs, flushDelayMs: options.output.flushDelayMs });
  try {
    if (!(await writer.start(agentId))) return;
    context.started?.();
    for await (const chunk of inputs.read(AbortSignal.any([stop, writer.broken]))) {
      telemetry.turn(chunk === undefined);
      if (chunk !== undefined) await shipChunk(chunk);
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

  async function shipChunk(chunk: InputChunk): Promise<void> {
    if (packer instanceof BlockPacker && isOfFile(chunk) && !inputs.isProcessed(chunk)) {
      const encoded = await inputs.encode(chunk, stop);
      if (encoded === undefined) return;
      for (const block of packer.addEncoded(encoded, clock.nowMs())) await writer.ship(block);
      return;
    }
    const parsed = await inputs.parse(chunk, stop);
    if (parsed === undefined) return;
    await shipAll([...pack(chunk, parsed)]);
    if (parsed.end !== undefined) pass(positionOf(chunk, parsed.end.offset, parsed.end.lastTimedMs));
  }

  async function shipAll(packed: readonly (Packed | undefined)[]): Promise<void> {
    const all = packed.filter((one) => one !== undefined);
    await writer.keepRefused(all);
    for (const one of all) await writer.ship(one);
  }

  function* pack(chunk: InputChunk, { events, endOffsets, lastTimedMs }: PackableChunk): Generator<Packed> {
    const nowMs = clock.nowMs();
    for (const [index, event] of events.entries()) {
      const position = positionOf(chunk, endOffsets[index] ?? chunk.offset, lastTimedMs[index]);
      const packed = packer.add(event, position, nowMs, rawLine(chunk, event));
      if (packed !== undefined) yield packed;
    }
  }

  /** Past events that are not sent: with the open block, else behind those that are on their way. */
  function pass(position: Position): void {
    if (!packer.pass(position)) writer.pass([position]);
  }
}

function positionOf({ file }: InputChunk, offset: number, lastTimedMs: number | undefined): Position {
  const { generation } = file;
  return lastTimedMs === undefined ? { generation, offset } : { generation, offset, lastTimedMs };
}

/** What is the same for all events of the agent, and its own to say. */
function ownFields({ hostName }: AgentOptions, agentId: string, context: AgentContext) {
  return { [originFields.agentId]: agentId, 'host.name': hostName ?? context.hostName };
}

/** 64 random bits in hex: unique among the files and blocks of all hosts. */
function mintId(): string {
  return randomBytes(8).toString('hex');
}
