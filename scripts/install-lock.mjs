// One install at a time. The lock is a folder with the process ids of its owner: the launcher, and the npm it started.
// It is taken by renaming a folder that already holds the id to the lock's name, which works for one process only.
// A lock whose owners are dead is moved aside by whoever finds it, and then taken like a free one.

import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lookEveryMs = 300;
/** An owner touches its lock every few seconds. After this time the id belongs to some other, newer process. */
const silentMs = 120_000;

/** Waits until this process holds the lock. `onWait` is called once if another holds it first. */
export async function takeLock(lock, onWait) {
  let hasWaited = false;
  for (;;) {
    const owners = ownersOf(lock);
    if (owners === undefined) {
      if (tryTake(lock)) return;
    } else if (!isHeld(lock, owners)) {
      moveAside(lock, owners);
    } else {
      if (!hasWaited) onWait();
      hasWaited = true;
      await sleep(lookEveryMs);
    }
  }
}

/** Says that another process works under this lock too, and that the lock is alive. */
export function touchLock(lock, pid) {
  writeFileSync(join(lock, String(pid)), '');
  const now = new Date();
  utimesSync(lock, now, now);
}

export function releaseLock(lock) {
  rmSync(lock, { recursive: true, force: true });
}

function tryTake(lock) {
  const mine = `${lock}.${process.pid}`;
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, String(process.pid)), '');
  try {
    renameSync(mine, lock); // Fails when the lock is there, since it is never empty.
    return true;
  } catch (error) {
    releaseLock(mine);
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The ids in the lock, or undefined when it was released meanwhile. */
function ownersOf(lock) {
  try {
    return readdirSync(lock).map(Number);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isHeld(lock, owners) {
  const touchedMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return touchedMs === undefined || (Date.now() - touchedMs < silentMs && owners.some(isAlive));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes a dead lock away. Of several who saw it dead, one may catch the lock that another has just taken: put back. */
function moveAside(lock, deadOwners) {
  const aside = `${lock}.left.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const isDead = (ownersOf(aside) ?? []).every((pid) => deadOwners.includes(pid));
  if (isDead) releaseLock(aside);
  else renameSync(aside, lock);
}
