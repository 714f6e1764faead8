// Loaded into a measured process with --import: only the process itself can tell the whole of what it used.

import { readFileSync, writeSync } from 'node:fs';
import { type ProcessUsage, usageDescriptor } from './usage.ts';

process.once('exit', () => writeSync(usageDescriptor, JSON.stringify(usage())));

function usage(): ProcessUsage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    residentBytesMax: (peakKilobytes() ?? maxRSS) * 1024,
  };
}

/** Linux counts into `maxRSS` what the parent held when it forked; the peak of the program itself stands here. */
function peakKilobytes(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  return match === null ? undefined : Number(match[1]);
}
