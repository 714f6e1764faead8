import { AgentWriter } from '../../src/agent-writer.ts';
import { type AgentOptions, agentOptions } from '../../src/config/agent-options.ts';
import type { Random } from '../../src/flow/clock.ts';
import type { Position } from '../../src/record/position.ts';
import { BlockPacker, type Packed, SinglePacker } from '../../src/wire/packer.ts';
import { seededIds } from './chance.ts';
import { type Life, runLives } from './lives.ts';
import { MachineClock } from './machine-clock.ts';
import type { ProducerPlan } from './plan.ts';
import type { WrittenEvent } from './traffic.ts';
import { WatchedAgentTelemetry } from './watched-telemetry.ts';
import { streamName, type World } from './world.ts';

/**
 * An agent with virtual files: events → blocks → shards → PutRecords → positions, as in src/agent.ts. It is
 * killed and started again as its plan says, and goes on at its positions.
 */
export class Producer {
  readonly #plan: ProducerPlan;
  readonly #world: World;
  readonly #options: AgentOptions;
  readonly #mintId: () => string;
  readonly #random: Random;
  readonly #clock: MachineClock;
  /** What survives a kill, by generation. */
  readonly #positions = new Map<string, number>();
  /** How far the process that runs, or ran last, has read; by generation. */
  readonly #readOffsets = new Map<string, number>();

  constructor(plan: ProducerPlan, world: World) {
    this.#plan = plan;
    this.#world = world;
    this.#mintId = seededIds(world.chance(`${plan.name} ids`));
    this.#random = world.chance(`${plan.name} runs`);
    this.#clock = new MachineClock(world.clock, plan.machine);
    this.#options = agentOptions.parse({
      dataDir: world.folder(plan.name),
      inputs: [{ type: 'file', paths: '/virtual' }],
      output: { type: 'kinesis', stream: streamName, compression: 'none', ...plan.output },
    });
  }

  /** Resolves when all of its files are acknowledged, or the run is given up. */
  async run(): Promise<void> {
    const { name, ends } = this.#plan;
    await runLives(this.#world, { name, ends, live: (life) => this.#live(life) });
  }

  async #live(life: Life): Promise<void> {
    const writer = new AgentWriter(this.#options, this.#context(life), (positions) => {
      for (const position of positions) this.#commit(life, position);
    });
    const packer = this.#packer();
    try {
      if (!(await writer.start(this.#plan.agentId))) return;
      const signal = AbortSignal.any([life.stop, writer.broken]);
      for await (const shipped of this.#packed(life, packer, signal)) await writer.ship(shipped);
    } catch (error) {
      writer.abort(error);
      throw error;
    } finally {
      await writer.close();
    }
  }

  /** What the files give from their positions on, packed; undefined where there is nothing to ship yet. */
  async *#packed(
    life: Life,
    packer: BlockPacker | SinglePacker,
    signal: AbortSignal,
  ): AsyncGenerator<Packed | undefined> {
    const { clock } = this.#world;
    const { lookDelayMs } = this.#plan;
    let open: WrittenEvent[] = [];
    const tell = (packed: Packed | undefined) => {
      if (packed !== undefined) open = this.#tellPacked(life, packed, open);
      return packed;
    };
    const left = this.#unread();
    while (left.length > 0 && !signal.aborted) {
      const ready = left.findIndex(({ writtenMs }) => writtenMs > clock.nowMs());
      const nowMs = this.#clock.nowMs();
      for (const written of left.splice(0, ready === -1 ? left.length : ready)) {
        open.push(written);
        this.#readOffsets.set(written.generation, written.endOffset);
        const position = { generation: written.generation, offset: written.endOffset };
        yield tell(packer.add(written.event, position, nowMs));
      }
      yield tell(packer.due(this.#clock.nowMs()));
      if (left.length > 0) await clock.sleep(lookDelayMs, signal);
    }
    yield tell(packer.flush());
  }

  /** Gives the events that are not packed yet. */
  #tellPacked(life: Life, { bytes, positions }: Packed, open: readonly WrittenEvent[]): WrittenEvent[] {
    const ends = new Map(positions.map(({ generation, offset }) => [generation, offset]));
    const isIn = ({ generation, endOffset }: WrittenEvent) => endOffset <= (ends.get(generation) ?? 0);
    const keys = open.filter(isIn).map(({ key }) => key);
    this.#world.ledger.packed(life.name, bytes, keys);
    return open.filter((written) => !isIn(written));
  }

  #unread(): WrittenEvent[] {
    const { restartAt } = this.#world.sabotage;
    return this.#plan.written.filter(({ generation, offset }) => {
      const position = this.#positions.get(generation) ?? 0;
      return offset >= (restartAt?.(position, this.#readOffsets.get(generation) ?? 0) ?? position);
    });
  }

  #commit(life: Life, { generation, offset }: Position): void {
    if (life.isKilled) return;
    this.#positions.set(generation, offset);
    this.#world.ledger.note({ kind: 'committed', life: life.name, generation, offset });
  }

  #packer(): BlockPacker | SinglePacker {
    const { agentId, name, output } = this.#plan;
    const sharedFields = { 'agent.id': agentId, 'host.name': name };
    const { blockBytesMax, flushDelayMs } = output;
    const options = { sharedFields, blockBytesMax, flushDelayMs, mintId: this.#mintId };
    return output.format === 'single' ? new SinglePacker(options) : new BlockPacker(options);
  }

  #context({ name, stop, force }: Life) {
    const { ledger } = this.#world;
    return {
      clock: this.#clock,
      random: this.#random,
      connect: () => this.#world.connect(name),
      telemetry: new WatchedAgentTelemetry(ledger, name),
      hostName: this.#plan.name,
      machineId: this.#plan.name,
      stop,
      force,
    };
  }
}
