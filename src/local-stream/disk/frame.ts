import { crc32 } from 'node:zlib';
import type { StoredRecord } from '../core/storage.ts';

/**
 * A frame is one record in a segment file, its numbers little-endian:
 *
 *   uint32    how many bytes follow the checksum
 *   uint32    CRC-32 of those
 *   float64   arrivalMs
 *   uint16    how many bytes the partition key has
 *   the partition key in UTF-8, then the data
 */
export const frameHeaderBytes = 18;
const checksumEnd = 8;

/** What a frame says of itself; only what `isWhole` can be believed. */
export interface FrameHeader {
  /** Where it begins in the buffer it was found in. */
  readonly at: number;
  /** Of the whole frame. */
  readonly bytes: number;
  readonly arrivalMs: number;
}

/** The frames of these records, one after another. */
export function encodeFrames(records: readonly StoredRecord[]): Buffer {
  const sizes = records.map(frameBytes);
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, bytes) => sum + bytes, 0));
  let at = 0;
  for (const [index, record] of records.entries()) {
    const end = at + (sizes[index] ?? 0); // There is a size for each record.
    encodeFrame(record, buffer.subarray(at, end));
    at = end;
  }
  return buffer;
}

function frameBytes({ partitionKey, data }: StoredRecord): number {
  return frameHeaderBytes + Buffer.byteLength(partitionKey) + data.length;
}

function encodeFrame({ arrivalMs, partitionKey, data }: StoredRecord, frame: Buffer): void {
  const dataAt = frame.length - data.length;
  frame.writeUInt32LE(frame.length - checksumEnd, 0);
  frame.writeDoubleLE(arrivalMs, 8);
  frame.writeUInt16LE(dataAt - frameHeaderBytes, 16);
  frame.write(partitionKey, frameHeaderBytes);
  frame.set(data, dataAt);
  frame.writeUInt32LE(crc32(frame.subarray(checksumEnd)), 4);
}

/** The frames that begin in this buffer; the last may run beyond it. */
export function* frameHeaders(buffer: Buffer): Generator<FrameHeader> {
  for (let at = 0; at + frameHeaderBytes <= buffer.length; ) {
    const bytes = checksumEnd + buffer.readUInt32LE(at);
    yield { at, bytes, arrivalMs: buffer.readDoubleLE(at + 8) };
    at += bytes;
  }
}

/** Whether all of the frame is in the buffer, and as it was written. */
export function isWhole(buffer: Buffer, { at, bytes }: FrameHeader): boolean {
  if (bytes < frameHeaderBytes || at + bytes > buffer.length) return false;
  return crc32(buffer.subarray(at + checksumEnd, at + bytes)) === buffer.readUInt32LE(at + 4);
}

/** The record in a whole frame; its data is a view on the buffer. */
export function decodeFrame(buffer: Buffer, { at, bytes, arrivalMs }: FrameHeader): StoredRecord {
  const dataAt = at + frameHeaderBytes + buffer.readUInt16LE(at + 16);
  return {
    arrivalMs,
    partitionKey: buffer.toString('utf8', at + frameHeaderBytes, dataAt),
    data: buffer.subarray(dataAt, at + bytes),
  };
}
