import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { accessLine } from '../../src/demo/access-line.ts';
import { planRequests } from '../../src/demo/request-plan.ts';

const seed = 1;
const firstLineMs = Date.UTC(2026, 10, 24);
/** Requests a second in the log: so many lines share a second, which their parsers may remember. */
const requestsPerSecond = 100;
/** Of what servers answer: mostly what was asked for, of all sizes. */
const statuses = [200, 200, 200, 200, 200, 200, 304, 301, 404, 500];
const linesPerWrite = 1_000;

/** Writes a combined log of the demo's shop, the same every time: some 210 bytes a line. Returns its bytes. */
export async function writeBenchmarkLog(path: string, lines: number): Promise<number> {
  const file = createWriteStream(path);
  const opened = once(file, 'open');
  let batch: string[] = [];
  for (const line of benchmarkLines(lines)) {
    batch.push(line);
    if (batch.length < linesPerWrite) continue;
    if (!file.write(`${batch.join('\n')}\n`)) await once(file, 'drain');
    batch = [];
  }
  if (batch.length > 0) file.write(`${batch.join('\n')}\n`);
  await opened;
  file.end();
  await once(file, 'close');
  return file.bytesWritten;
}

function* benchmarkLines(lines: number): Generator<string> {
  let count = 0;
  for (const { method, path, headers } of planRequests(seed, requestsPerSecond).take(lines)) {
    const status = statuses[count % statuses.length] ?? 200;
    yield accessLine({
      clientAddress: headers['x-forwarded-for'] ?? '127.0.0.1',
      user: undefined,
      receivedAtMs: firstLineMs + Math.floor((count * 1000) / requestsPerSecond),
      requestLine: `${method} ${path} HTTP/1.1`,
      status,
      bodyBytes: status === 304 ? 0 : (count * 7_919) % 60_000,
      referer: headers['referer'],
      userAgent: headers['user-agent'],
    });
    count += 1;
  }
}
