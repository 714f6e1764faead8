import { statSync } from 'node:fs';

/**
 * Runs `work` as the user whose folder it is, where root does it: what root made there would be closed to the daemon's
 * own user.
 */
export function asOwnerOf<Result>(folder: string, work: () => Result): Result {
  const owner = statSync(folder, { throwIfNoEntry: false });
  const { geteuid, getegid, seteuid, setegid } = process;
  if (geteuid?.() !== 0 || owner === undefined || owner.uid === 0) return work();
  const group = getegid?.() ?? 0;
  setegid?.(owner.gid);
  seteuid?.(owner.uid);
  try {
    return work();
  } finally {
    seteuid?.(0);
    setegid?.(group);
  }
}
