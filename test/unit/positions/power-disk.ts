import { basename } from 'node:path';
import { type Disk, nodeDisk } from '../../../src/positions/disk.ts';

/** Bytes by file name. */
export type Image = ReadonlyMap<string, Buffer>;

interface Inode {
  bytes: Buffer;
  synced: Buffer;
}

/**
 * Writes to the real disk and notes, before and after each thing it does and in the middle of each write, what would be
 * there if the process died, or the power failed, at that moment: of names and of bytes all, or what was synced.
 */
export class PowerDisk implements Disk {
  readonly #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();
  readonly #open = new Map<number, Inode>();
  #images: Image[] = [];

  /** The images since the last call. */
  takeImages(): readonly Image[] {
    const images = this.#images;
    this.#images = [];
    return images;
  }

  open(path: string): number {
    const descriptor = nodeDisk.open(path);
    const inode = this.#names.get(basename(path)) ?? { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) };
    this.#open.set(descriptor, inode);
    return this.#do(() => {
      this.#names.set(basename(path), inode);
      return descriptor;
    });
  }

  write(descriptor: number, bytes: Buffer, position: number): number {
    const inode = this.#inode(descriptor);
    const before = inode.bytes.subarray(0, position);
    for (const share of [0.3, 0.9]) {
      inode.bytes = Buffer.concat([before, bytes.subarray(0, Math.floor(bytes.length * share))]);
      this.#note();
    }
    return this.#do(() => {
      inode.bytes = Buffer.concat([before, bytes]);
      return nodeDisk.write(descriptor, bytes, position);
    });
  }

  truncate(descriptor: number, length: number): void {
    this.#do(() => {
      const inode = this.#inode(descriptor);
      inode.bytes = inode.bytes.subarray(0, length);
      nodeDisk.truncate(descriptor, length);
    });
  }

  sync(descriptor: number): void {
    this.#do(() => {
      const inode = this.#inode(descriptor);
      inode.synced = inode.bytes;
    });
  }

  close(descriptor: number): void {
    nodeDisk.close(descriptor);
  }

  rename(from: string, to: string): void {
    this.#do(() => {
      const inode = this.#names.get(basename(from));
      if (inode !== undefined) this.#names.set(basename(to), inode);
      this.#names.delete(basename(from));
      nodeDisk.rename(from, to);
    });
  }

  syncFolder(): void {
    this.#do(() => {
      this.#syncedNames = new Map(this.#names);
    });
  }

  #do<Result>(work: () => Result): Result {
    this.#note();
    const result = work();
    this.#note();
    return result;
  }

  #note(): void {
    for (const names of [this.#names, this.#syncedNames]) {
      this.#images.push(new Map([...names].map(([name, { bytes }]) => [name, bytes])));
      this.#images.push(new Map([...names].map(([name, { synced }]) => [name, synced])));
    }
  }

  #inode(descriptor: number): Inode {
    const inode = this.#open.get(descriptor);
    if (inode === undefined) throw new Error(`descriptor ${descriptor} is not open`);
    return inode;
  }
}
