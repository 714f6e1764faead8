import { randomBytes, randomUUID } from 'node:crypto';
import type { AgentContext } from './agent-context.ts';
import { AgentWriter } from './agent-writer.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { FileParsers } from './parse/file-parsers.ts';
import { DiskPositionStore } from './positions/store.ts';
import type { LineChunk } from './record/chunk.ts';
import { originFields } from './record/event.ts';
import { FileSource } from './sources/file/source.ts';
import type { AgentTelemetry } from './telemetry/agent.ts';
import { BlockPacker, type Packed, type Packer, SinglePacker } from './wire/packer.ts';

/** Files → lines → events → blocks → shards → PutRecords → positions. Resolves when stopped and drained. */
export async function runAgent(options: AgentOptions, context: AgentContext): Promise<void> {
  const { clock, telemetry, stop } = context;
  const store = new DiskPositionStore(options.dataDir, { told: console.error });
  const agentId = store.agentId(context.machineId, randomUUID);
  const parsers = createParsers(options, store, telemetry);
  const packer = createPacker(options, agentId, context);
  const files = new FileSource({
    inputs: options.inputs,
    store,
    clock,
    events: telemetry,
    mintGeneration: mintId,
    lifeEnded: (generation) => parsers.ended(generation),
  });
  const writer = new AgentWriter(options, context, (positions) => {
    store.commit(positions);
    for (const position of positions) parsers.committed(position);
  });
  try {
    if (!(await writer.start(agentId))) return;
    for await (const chunk of files.read(AbortSignal.any([stop, writer.broken]))) {
      for (const block of chunk === undefined ? [] : pack(chunk)) await writer.ship(block);
      await writer.ship(packer.due(clock.nowMs()));
    }
    await writer.ship(packer.flush());
  } catch (error) {
    writer.abort(error);
    throw error;
  } finally {
    await writer.close().finally(async () => {
      await files.close();
      store.close();
      telemetry.stopped();
    });
  }

  function* pack(chunk: LineChunk): Generator<Packed> {
    const nowMs = clock.nowMs();
    const { events, endOffsets, lastTimedMs, unparsed, sample, format } = parsers.parse(chunk, nowMs);
    telemetry.linesRead(events.length, chunk.bytes.length);
    if (unparsed > 0) telemetry.linesUnparsed(unparsed, chunk.file.path, format, sample);
    for (const [index, event] of events.entries()) {
      const timedMs = lastTimedMs[index];
      const offset = endOffsets[index] ?? chunk.offset;
      const { generation } = chunk.file;
      const position =
        timedMs === undefined ? { generation, offset } : { generation, offset, lastTimedMs: timedMs };
      const packed = packer.add(event, position, nowMs);
      if (packed !== undefined) yield packed;
    }
  }
}

function createParsers(
  options: AgentOptions,
  store: DiskPositionStore,
  telemetry: AgentTelemetry,
): FileParsers {
  return new FileParsers({
    inputs: options.inputs.map(({ format, dataset }) => ({
      format,
      fields: dataset === undefined ? {} : { 'event.dataset': dataset },
    })),
    known: store.files(),
    mark: (generation, markers) => store.mark(generation, markers),
    chosen: (path, format) => telemetry.formatChosen(path, format),
  });
}

function createPacker({ output, hostName }: AgentOptions, agentId: string, context: AgentContext): Packer {
  const sharedFields = { [originFields.agentId]: agentId, 'host.name': hostName ?? context.hostName };
  const { blockBytesMax, flushDelayMs } = output;
  const packerOptions = { sharedFields, blockBytesMax, flushDelayMs, mintId };
  return output.format === 'single' ? new SinglePacker(packerOptions) : new BlockPacker(packerOptions);
}

/** 64 random bits in hex: unique among the files and blocks of all hosts. */
function mintId(): string {
  return randomBytes(8).toString('hex');
}
