const unitBytes: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6 };

/** Counts the jars that Maven says it downloaded: `Downloaded from central: …/netty-4.jar (1.2 MB at 3 MB/s)`. */
export class DownloadCount {
  #jars = 0;
  #bytes = 0;

  read(line: string): void {
    const match = /Downloaded from .*\.jar \((\d+(?:\.\d+)?) (B|kB|MB) at/.exec(line);
    if (match === null) return;
    this.#jars += 1;
    this.#bytes += Number(match[1]) * (unitBytes[match[2] ?? ''] ?? 0);
  }

  /** To follow a sentence: `: 34 jars, 21 MB`, or nothing when all came from the machine's own repository. */
  toString(): string {
    return this.#jars === 0 ? '' : `: ${this.#jars} jars, ${Math.round(this.#bytes / 1e6)} MB`;
  }
}

/** What a line calls an error, if it does. Maven repeats and explains itself at length: the first such line says it. */
export function errorIn(line: string): string | undefined {
  const byMaven = /^\[(?:ERROR|FATAL)\] (\S.*?)(?: -> \[Help \d+\])?\s*$/.exec(line);
  return (byMaven ?? /^(Error:? .*)$/i.exec(line))?.[1];
}
