/** Eight tables of CRC-32 (ISO 3309, reflected 0xEDB88320): table k is about a byte that k bytes follow. */
export const crcTables: Int32Array = makeTables();
const [of0, of1, of2, of3, of4, of5, of6, of7] = Array.from({ length: 8 }, (_, index) =>
  crcTables.subarray(index * 256, (index + 1) * 256),
) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]; // Eight of them.

/**
 * CRC-32 of `bytes[start, end)`, eight bytes a step; `view` is over the same bytes. As node:zlib's, which costs more
 * for a line, by its call and the view of the line that it has to be given.
 */
export function crc32Of(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (const last = end - 7; at < last; at += 8) {
    crc ^= view.getInt32(at, true);
    const next = view.getInt32(at + 4, true);
    crc =
      byteOf(of7, crc) ^
      byteOf(of6, crc >>> 8) ^
      byteOf(of5, crc >>> 16) ^
      byteOf(of4, crc >>> 24) ^
      byteOf(of3, next) ^
      byteOf(of2, next >>> 8) ^
      byteOf(of1, next >>> 16) ^
      byteOf(of0, next >>> 24);
  }
  for (; at < end; at += 1) crc = (crc >>> 8) ^ byteOf(of0, crc ^ (bytes[at] ?? 0));
  return ~crc >>> 0;
}

function byteOf(table: Int32Array, value: number): number {
  return table[value & 0xff] ?? 0;
}

function makeTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    made[byte] = crc;
  }
  for (let at = 256; at < made.length; at += 1) {
    const before = made[at - 256] ?? 0;
    made[at] = (before >>> 8) ^ (made[before & 0xff] ?? 0);
  }
  return made;
}
