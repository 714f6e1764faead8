import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { StartedTestContainer } from 'testcontainers';
import { reasonOf } from '../record/reason.ts';
import type { Engine, EngineOptions } from './engine.ts';
import type { Way } from './ways.ts';
import { ClosedWay } from './ways.ts';

/** The first start pulls an image of about a gigabyte. */
const startLimitMs = 10 * 60_000;

/** What to run in Docker. */
export interface ContainerSpec {
  readonly engine: string;
  readonly image: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder in the container that is to last. */
  readonly dataPath: string;
  /** A path that answers 200 when the engine is ready. */
  readonly readyPath: string;
}

/** The way through a container engine. Closed where there is none: that is found out in milliseconds. */
export function dockerWay(spec: ContainerSpec, options: EngineOptions): Way {
  return { advice: 'start Docker (or Podman)', open: () => startContainer(spec, options) };
}

type Testcontainers = typeof import('testcontainers');

async function startContainer(spec: ContainerSpec, options: EngineOptions): Promise<Engine> {
  const library = await loadLibrary();
  const container = describeContainer(library, spec, options);
  await assertRuntime(library);
  options.progress(`starting ${spec.image} in Docker (the first time it is pulled)`);
  try {
    const started = await container.start();
    if (options.signal?.aborted) await started.stop();
    options.signal?.throwIfAborted();
    return asEngine(spec, started);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    options.progress(`Docker could not run ${spec.image}: ${firstLine(error)}`);
    throw new ClosedWay(`Docker could not run ${spec.image}: ${firstLine(error)}`, error);
  }
}

/** The library is a development dependency, so an installation without it goes on to the next way. */
async function loadLibrary(): Promise<Testcontainers> {
  try {
    return await import('testcontainers');
  } catch (error) {
    throw new ClosedWay('the package testcontainers is not installed', error);
  }
}

async function assertRuntime(library: Testcontainers): Promise<void> {
  try {
    await library.getContainerRuntimeClient();
  } catch (error) {
    throw new ClosedWay(firstLine(error), error);
  }
}

function describeContainer(
  { GenericContainer, Wait }: Testcontainers,
  spec: ContainerSpec,
  options: EngineOptions,
) {
  class LoopbackContainer extends GenericContainer {
    /** The library publishes ports on all addresses and has no option against it. */
    protected override async beforeContainerCreated(): Promise<void> {
      const published = [{ HostIp: '127.0.0.1', HostPort: String(options.port ?? 0) }];
      this.hostConfig.PortBindings = { [`${spec.port}/tcp`]: published };
    }
  }
  return new LoopbackContainer(spec.image)
    .withEnvironment(spec.environment)
    .withExposedPorts(spec.port)
    .withBindMounts([{ source: volumeName(spec, options.dataDir), target: spec.dataPath }])
    .withWaitStrategy(Wait.forHttp(spec.readyPath, spec.port).forStatusCode(200))
    .withStartupTimeout(startLimitMs);
}

/** A named volume and not the folder itself: the user in the image could not write there. */
function volumeName({ engine }: ContainerSpec, dataDir: string): string {
  const folder = createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12);
  return `kinship-${engine.toLowerCase()}-${folder}`;
}

function asEngine(spec: ContainerSpec, started: StartedTestContainer): Engine {
  const url = `http://127.0.0.1:${started.getMappedPort(spec.port)}`;
  let stopping: Promise<unknown> | undefined;
  const stop = async (): Promise<void> => {
    stopping ??= started.stop({ timeout: 20_000, removeVolumes: false });
    await stopping;
  };
  return { name: `${spec.image} (Docker)`, url, stop };
}

function firstLine(error: unknown): string {
  return reasonOf(error).split('\n', 1)[0] ?? '';
}
