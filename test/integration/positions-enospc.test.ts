import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/positions/disk.ts';
import { DiskPositionStore } from '../../src/positions/store.ts';
import { isNotWritten, type KnownFile } from '../../src/record/position.ts';

const diskBytes = 64 * 1024;

/** Where the disk is mounted; without the right to mount, a folder whose disk is said to be full. */
const mountPoint = mkdtempSync(join(tmpdir(), 'kinship-small-disk-'));
const filler = join(mountPoint, 'filler');
let isMounted = false;
/** Without a mount: whether there is room. */
let hasRoom = true;

/** `$0` is the mount point. */
function shell(command: string): void {
  execFileSync('/bin/sh', ['-c', command, mountPoint], { stdio: 'pipe' });
}

beforeAll(() => {
  try {
    shell(`mount -t tmpfs -o size=${diskBytes} tmpfs "$0"`);
    isMounted = true;
  } catch (error) {
    process.stderr.write(
      `\nNOT ON A REAL FULL DISK: no tmpfs can be mounted here (${String(error).trim()}).\n` +
        'The disk of these tests only says that it is full. Run them as root in a container with CAP_SYS_ADMIN.\n\n',
    );
  }
});

afterAll(() => {
  if (isMounted) shell('umount "$0"');
  rmSync(mountPoint, { recursive: true, force: true });
});

let folder: string;
let told: string[];
beforeEach(() => {
  makeRoom();
  folder = mkdtempSync(join(mountPoint, 'data-'));
  told = [];
});

function open(logBytesMax?: number): DiskPositionStore {
  const disk = isMounted ? nodeDisk : { ...nodeDisk, write: writeWhereRoom };
  return new DiskPositionStore(folder, {
    told: (message) => told.push(message),
    disk,
    ...(logBytesMax !== undefined && { logBytesMax }),
  });
}

function writeWhereRoom(descriptor: number, bytes: Buffer, position: number): number {
  if (hasRoom) return nodeDisk.write(descriptor, bytes, position);
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

/** Takes all room but what is left in pages that are begun. */
function fillDisk(): void {
  hasRoom = false;
  if (!isMounted) return;
  const { bavail, bsize } = statfsSync(mountPoint);
  writeFileSync(filler, Buffer.alloc(bavail * bsize));
}

function makeRoom(): void {
  hasRoom = true;
  rmSync(filler, { force: true });
}

const head = { length: 1_024, hash: '0123456789abcdef0123456789abcdef' };
const file: KnownFile = {
  generation: '0123456789abcdef',
  path: '/var/log/app.log',
  input: 0,
  device: '64768',
  inode: '1835009',
  head,
  offset: 0,
  markers: [],
};

/** Commits until the disk takes no more, and then as many again; returns the last offset. */
function commitUntilFull(store: DiskPositionStore, from: number): number {
  const { generation } = file;
  let offset = from;
  for (let waited = 0; waited < 50; offset += 1) {
    store.commit([{ generation, offset: offset + 1 }]);
    if (told.length > 0) waited += 1;
    if (offset - from > 100_000) throw new Error('the disk is never full');
  }
  return offset;
}

/** What a crash now would leave, found on a disk with room. */
function afterCrash(): readonly KnownFile[] {
  const copy = mkdtempSync(join(tmpdir(), 'kinship-crashed-'));
  cpSync(folder, copy, { recursive: true });
  const heard: string[] = [];
  const store = new DiskPositionStore(copy, { told: (message) => heard.push(message) });
  const files = store.files();
  store.close();
  rmSync(copy, { recursive: true });
  expect(heard.filter((message) => message.includes('lost'))).toEqual([]);
  return files;
}

describe('on a disk that is full', () => {
  it('commits wait, said once, and go on when there is room', () => {
    const store = open();
    store.add([file]);
    fillDisk();
    const offset = commitUntilFull(store, 0);
    expect(told).toEqual([expect.stringMatching(/cannot write .*ENOSPC.*make room/)]);
    expect(store.files()[0]?.offset).toBe(offset);
    expect(afterCrash()[0]?.offset).toBeLessThan(offset);
    makeRoom();
    store.commit([{ generation: file.generation, offset: offset + 1 }]);
    expect(told[1]).toMatch(/is written again/);
    expect(afterCrash()).toEqual([{ ...file, offset: offset + 1 }]);
    store.close();
    expect(told).toHaveLength(2);
  });

  it('no file is begun and no time given before they are on it', () => {
    const store = open();
    store.add([file]);
    fillDisk();
    commitUntilFull(store, 0);
    const second = { ...file, generation: 'second' };
    const calls = [() => store.add([second]), () => store.mark(file.generation, [seen])];
    for (const call of calls) expect(refusal(call)).toBe(true);
    expect(afterCrash().map(({ generation }) => generation)).toEqual([file.generation]);
    makeRoom();
    for (const call of calls) call();
    store.close();
    expect(afterCrash()).toMatchObject([{ generation: file.generation, markers: [seen] }, second]);
  });

  it('the agent starts, with what it knew', () => {
    const first = open();
    first.agentId('machine', () => 'the-id');
    first.add([file]);
    first.commit([{ generation: file.generation, offset: 7 }]);
    first.close();
    fillDisk();
    const store = open();
    expect(store.agentId('machine', () => 'another')).toBe('the-id');
    expect(store.files()).toEqual([{ ...file, offset: 7 }]);
    commitUntilFull(store, 8);
    makeRoom();
    store.close();
    expect(afterCrash()[0]?.offset).toBeGreaterThan(8);
  });

  it('snapshots wait too, and the log goes on as long as it can', () => {
    const store = open(2_000);
    store.add([file]);
    for (let offset = 1; offset < 100; offset += 1) store.commit([{ generation: file.generation, offset }]);
    fillDisk();
    const offset = commitUntilFull(store, 100);
    for (const message of told) expect(message).toMatch(/ENOSPC/);
    expect(told.length).toBeLessThanOrEqual(2);
    makeRoom();
    for (let more = 1; more <= 100; more += 1) {
      store.commit([{ generation: file.generation, offset: offset + more }]);
    }
    store.close();
    expect(afterCrash()).toEqual([{ ...file, offset: offset + 100 }]);
  });
});

const seen = { offset: 0, until: 10, timeMs: 1 };

function refusal(call: () => void): boolean {
  try {
    call();
    return false;
  } catch (error) {
    return isNotWritten(error);
  }
}
