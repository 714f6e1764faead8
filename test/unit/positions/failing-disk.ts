import type { Disk } from '../../../src/positions/disk.ts';
import { hastyDisk } from './stored-story.ts';

/** What the real one says when it is full. */
export function diskFull(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

/** Fails when `fails` says so; a write that fails has written some of its bytes, as on a disk that gets full. */
export function failingDisk(fails: (call: keyof Disk) => boolean): Disk {
  const failOr = (call: keyof Disk) => {
    if (fails(call)) throw diskFull();
  };
  return {
    ...hastyDisk,
    open(path) {
      failOr('open');
      return hastyDisk.open(path);
    },
    write(descriptor, bytes, position) {
      if (!fails('write')) return hastyDisk.write(descriptor, bytes, position);
      hastyDisk.write(descriptor, bytes.subarray(0, bytes.length >> 1), position);
      throw diskFull();
    },
    truncate(descriptor, length) {
      failOr('truncate');
      hastyDisk.truncate(descriptor, length);
    },
    sync(descriptor) {
      failOr('sync');
      hastyDisk.sync(descriptor);
    },
    rename(from, to) {
      failOr('rename');
      hastyDisk.rename(from, to);
    },
    syncFolder(path) {
      failOr('syncFolder');
      hastyDisk.syncFolder(path);
    },
  };
}
