import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

/** What stands in one file. */
export interface LogFile {
  name: string;
  text: string;
  /** Whether the agent knows it, so that it follows it under whatever name: it saw it, not empty, as a file of its own. */
  isKnown: boolean;
  isCompressed: boolean;
  /** Whether there is a copy of its beginning: it and its copy may be taken for each other. */
  wentOn?: boolean;
}

/** A log as a server and its rotation write it, on the disk and in memory. */
export class LogFiles {
  readonly files: LogFile[] = [];
  readonly #folder: string;
  readonly #shifts: boolean;
  #count = 0;

  /** `shifts`: the newest is always `.1`, as logrotate numbers; else each has a number of its own. */
  constructor(folder: string, shifts: boolean) {
    this.#folder = folder;
    this.#shifts = shifts;
  }

  get current(): LogFile | undefined {
    return this.files.find(({ name }) => name === 'app.log');
  }

  get rotated(): LogFile[] {
    return this.files.filter(({ name }) => name !== 'app.log');
  }

  append(text: string, file = this.current): void {
    if (file === undefined) this.files.push({ name: 'app.log', text, isKnown: false, isCompressed: false });
    else file.text += text;
    appendFileSync(this.#at(file?.name ?? 'app.log'), text);
  }

  /** As a writer does that opens its file anew: in the same inode. */
  rewrite(text: string): void {
    const { current } = this;
    if (current !== undefined) {
      truncateSync(this.#at('app.log'));
      Object.assign(current, { text: '', isKnown: false, wentOn: false });
    }
    if (text !== '') this.append(text);
  }

  rename(): string | undefined {
    const { current } = this;
    if (current === undefined) return undefined;
    const name = this.#nextName();
    this.#move(current, name);
    return name;
  }

  copy(): LogFile | undefined {
    const { current } = this;
    if (current === undefined || current.text === '') return undefined;
    const name = this.#nextName();
    copyFileSync(this.#at('app.log'), this.#at(name));
    const copy = { ...current, name };
    this.files.push(copy);
    return copy;
  }

  remove(file: LogFile): void {
    rmSync(this.#at(file.name));
    this.files.splice(this.files.indexOf(file), 1);
  }

  /** As gzip does: the compressed file is there before the other one goes. */
  compress(file: LogFile, how: 'gz' | 'zst'): void {
    const bytes = how === 'gz' ? gzipSync(file.text) : zstdCompressSync(file.text);
    writeFileSync(this.#at(`${file.name}.${how}`), bytes);
    rmSync(this.#at(file.name));
    file.name += `.${how}`;
    file.isCompressed = true;
  }

  names(): string[] {
    return readdirSync(this.#folder);
  }

  #nextName(): string {
    if (!this.#shifts) return `app.log.${++this.#count}`;
    const numbered = this.rotated.map((file) => ({
      file,
      number: Number(/^app\.log\.(\d+)/.exec(file.name)?.[1]),
    }));
    for (const { file, number } of numbered.sort((left, right) => right.number - left.number)) {
      this.#move(file, file.name.replace(/\d+/, String(number + 1)));
    }
    return 'app.log.1';
  }

  #move(file: LogFile, name: string): void {
    renameSync(this.#at(file.name), this.#at(name));
    file.name = name;
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }
}
