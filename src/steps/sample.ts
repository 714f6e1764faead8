import { crc32 } from 'node:zlib';
import { originFields } from '../record/event.ts';
import { textOf } from './condition.ts';
import { type Fields, fieldOf } from './field.ts';

/**
 * A share of events. By a field, all events of one value stay or go, on every host alike; without one, or where it is
 * absent, each event is judged by its origin. No chance is in it: a re-read decides alike.
 */
export function compileSample(rate: number, by: string | undefined): (event: Fields) => boolean {
  const field = by === undefined ? undefined : fieldOf(by);
  const limit = rate * 2 ** 32;
  return (event) => bucketOf(textOf(field?.get(event)) ?? originOf(event)) < limit;
}

function originOf(event: Fields): string {
  const { generation, offset, length, checksum } = originFields;
  return `${event[generation]} ${event[offset]} ${event[length]} ${event[checksum]}`;
}

/** 0 to 2³² − 1, evenly: CRC-32, whose neighbours are related, then the last step of MurmurHash3, which parts them. */
function bucketOf(text: string): number {
  let bits = crc32(text);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
