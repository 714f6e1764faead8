import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientHttp2Stream, connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FaultPlan } from '../../../../src/local-stream/core/faults.ts';
import { LocalKinesis } from '../../../../src/local-stream/core/local-kinesis.ts';
import { MemoryStorage } from '../../../../src/local-stream/core/memory-storage.ts';
import type { Storage } from '../../../../src/local-stream/core/storage.ts';
import { DiskStorage } from '../../../../src/local-stream/disk/disk-storage.ts';
import { type LocalStream, serveLocalStream } from '../../../../src/local-stream/http/server.ts';

/** A chance that needs no randomness: the seed's fraction, always. */
export const chanceOf = (seed: number) => () => seed / 10;

export interface Served extends LocalStream {
  readonly faults: FaultPlan;
  readonly kinesis: LocalKinesis;
  /** What went wrong that should not. */
  readonly failures: unknown[];
  /** Put the server's clock forward. */
  advance(ms: number): void;
}

export type StorageKind = 'memory' | 'disk';

interface UsedStorage {
  readonly storage: Storage;
  readonly storageCopies: boolean;
  remove(): void;
}

const storages: Record<StorageKind, () => UsedStorage> = {
  memory: () => ({ storage: new MemoryStorage(), storageCopies: false, remove: () => {} }),
  // As kinship local has it.
  disk: () => {
    const folder = mkdtempSync(join(tmpdir(), 'served-'));
    const storage = new DiskStorage(folder);
    const remove = () => {
      storage.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { storage, storageCopies: true, remove };
  },
};

export async function serve(
  kinesisOf: (options: ConstructorParameters<typeof LocalKinesis>[0]) => LocalKinesis = (options) =>
    new LocalKinesis(options, Date.now()),
  storageKind: StorageKind = 'memory',
): Promise<Served> {
  const faults = new FaultPlan(chanceOf(0));
  const { storage, storageCopies, remove } = storages[storageKind]();
  const kinesis = kinesisOf({ storage, limits: 'off', region: 'us-east-1', changeMs: 0, faults });
  const failures: unknown[] = [];
  let aheadMs = 0;
  const stream = await serveLocalStream({
    kinesis,
    faults,
    chanceOf,
    seed: 0,
    port: 0,
    nowMs: () => Date.now() + aheadMs,
    storageCopies,
    onFailure: (error) => failures.push(error),
  });
  const advance = (ms: number) => {
    aheadMs += ms;
  };
  const close = async () => {
    await stream.close();
    remove();
  };
  return { url: stream.url, close, faults, kinesis, failures, advance };
}

export const callHeaders = {
  'content-type': 'application/x-amz-json-1.1',
  authorization: 'AWS4-HMAC-SHA256 Credential=x',
};

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, where there is a body. */
  readonly json: Record<string, unknown>;
}

/** One call over HTTP/1.1. */
export async function call(
  url: string,
  operation: string,
  input: object | string,
  init: RequestInit = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof input === 'string' ? input : JSON.stringify(input),
    ...init,
    headers: { ...callHeaders, 'x-amz-target': `Kinesis_20131202.${operation}`, ...init.headers },
  });
  const body = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: body === '' ? {} : JSON.parse(body),
  };
}

/** One call over HTTP/2, begun: what comes back is the caller's to read. */
export function openHttp2(url: string, operation: string, input: object) {
  const session = connect(url);
  session.on('error', () => {}); // The stream's own error is the one to look at.
  const target = `Kinesis_20131202.${operation}`;
  const stream = session.request({ ':method': 'POST', ...callHeaders, 'x-amz-target': target });
  stream.end(JSON.stringify(input));
  return { session, stream };
}

/** One call over HTTP/2. */
export async function callHttp2(url: string, operation: string, input: object) {
  const { session, stream } = openHttp2(url, operation, input);
  try {
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    return { status: headers[':status'], json: JSON.parse(await text(stream as ClientHttp2Stream)) };
  } finally {
    session.destroy();
  }
}
