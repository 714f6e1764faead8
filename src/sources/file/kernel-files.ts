import { statfs } from 'node:fs/promises';
import { diskCalls } from './disk-calls.ts';
import type { FoundFile } from './found-file.ts';

/**
 * File systems whose files are no files of a disk: to read one may wait for ever (/proc/kmsg), or take away what others
 * wait for. proc, sysfs, debugfs, tracefs, cgroup, cgroup2 and securityfs, of linux/magic.h.
 */
const kernelMagics = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270, 0x73636673]);

const byDevice = new Map<string, boolean>();

/** Whether the kernel makes the file up: of one of 0 bytes that is to be asked before it is opened. */
export async function isMadeByKernel(found: FoundFile): Promise<boolean> {
  const known = byDevice.get(found.device);
  if (known !== undefined) return known;
  const { type } = await diskCalls.answer(found, () => statfs(found.path));
  byDevice.set(found.device, kernelMagics.has(type));
  return kernelMagics.has(type);
}
