import { randomBytes, randomUUID } from 'node:crypto';
import type { AgentContext } from './agent-context.ts';
import { AgentWriter } from './agent-writer.ts';
import type { AgentOptions } from './config/agent-options.ts';
import { untilWritten } from './flow/until-written.ts';
import type { ParsedChunk } from './parse/events.ts';
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
    filesOpenMax: options.filesOpenMax,
  });
  const writer = new AgentWriter(options, context, (positions) => {
    store.commit(files.acknowledged(positions));
    for (const position of positions) parsers.committed(position);
  });
  try {
    if (!(await writer.start(agentId))) return;
    for await (const chunk of files.read(AbortSignal.any([stop, writer.broken]))) {
      if (chunk !== undefined) for (const block of pack(await parse(chunk))) await writer.ship(block);
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

  /** Nothing where the agent was stopped before the disk took what must be on it first: it is read again. */
  async function parse(chunk: LineChunk): Promise<ParsedLines | undefined> {
    const parsed = parsers.parse(chunk, clock.nowMs());
    const { path, generation } = chunk.file;
    const isWritten = await untilWritten(() => parsers.journal(generation), {
      clock,
      signal: stop,
      events: telemetry,
    });
    if (!isWritten) return undefined;
    const { events, unparsed, sample, format } = parsed;
    telemetry.linesRead(events.length, chunk.bytes.length);
    if (unparsed > 0) telemetry.linesUnparsed(unparsed, path, format, sample);
    return { ...parsed, generation };
  }

  function* pack(parsed: ParsedLines | undefined): Generator<Packed> {
    if (parsed === undefined) return;
    const { generation, events, endOffsets, lastTimedMs } = parsed;
    const nowMs = clock.nowMs();
    for (const [index, event] of events.entries()) {
      const timedMs = lastTimedMs[index];
      const offset = endOffsets[index] ?? 0; // There is one for each event.
      const position =
        timedMs === undefined ? { generation, offset } : { generation, offset, lastTimedMs: timedMs };
      const packed = packer.add(event, position, nowMs);
      if (packed !== undefined) yield packed;
    }
  }
}

interface ParsedLines extends ParsedChunk {
  readonly generation: string;
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
    chosen: ({ path, generation }, format) => {
      telemetry.formatChosen(path, format);
      store.update({ generation, format });
    },
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
