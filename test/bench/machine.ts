import { arch, cpus, platform, totalmem } from 'node:os';

/** What the figures were measured on. */
export interface Machine {
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryMegabytes: number;
  readonly platform: string;
  readonly nodeVersion: string;
}

export function describeMachine(): Machine {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpuCount: cpus().length,
    memoryMegabytes: Math.round(totalmem() / 1e6),
    platform: `${platform()} ${arch()}`,
    nodeVersion: process.version,
  };
}
