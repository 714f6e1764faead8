import { closeSync, openSync } from 'node:fs';

/** Keeps files open for reading and writing, so many at most: what was longest unused is closed for the next. */
export class OpenFiles {
  readonly #openMax: number;
  /** By path, the longest unused first. */
  readonly #descriptors = new Map<string, number>();
  #isClosed = false;

  constructor(openMax: number) {
    this.#openMax = openMax;
  }

  /** The descriptor of a file that is there; good until the next call of this object. */
  descriptor(path: string): number {
    const open = this.#descriptors.get(path);
    if (open === undefined) return this.#open(path, 'r+');
    this.#descriptors.delete(path);
    this.#descriptors.set(path, open);
    return open;
  }

  /** Makes an empty file where none is. */
  create(path: string): void {
    this.#open(path, 'wx+');
  }

  /** Closes the file, or all files in a folder. */
  close(path: string): void {
    for (const open of this.#descriptors.keys())
      if (open === path || open.startsWith(`${path}/`)) this.#close(open);
  }

  /** Closes everything; nothing can be opened after it. */
  closeAll(): void {
    this.#isClosed = true;
    for (const path of this.#descriptors.keys()) this.#close(path);
  }

  #open(path: string, flags: 'r+' | 'wx+'): number {
    if (this.#isClosed) throw new Error(`the storage was closed before ${path} was opened`);
    const [longestUnused] = this.#descriptors.keys();
    if (longestUnused !== undefined && this.#descriptors.size >= this.#openMax) this.#close(longestUnused);
    const descriptor = openSync(path, flags, 0o600);
    this.#descriptors.set(path, descriptor);
    return descriptor;
  }

  #close(path: string): void {
    const descriptor = this.#descriptors.get(path);
    this.#descriptors.delete(path);
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
