/** The last character before the padding carries bits that belong to no byte; a correct encoder leaves them 0. */
const lastBeforeOne = new Set('AEIMQUYcgkosw048');
const lastBeforeTwo = new Set('AQgw');

/** How many bytes a base64 text stands for, from its length and padding alone; undefined where it cannot be one. */
export function decodedBytes(text: string): number | undefined {
  const { length } = text;
  if (length % 4 !== 0) return undefined;
  if (length === 0 || text[length - 1] !== '=') return (length / 4) * 3;
  if (text[length - 2] !== '=')
    return lastBeforeOne.has(text[length - 2] ?? '') ? (length / 4) * 3 - 1 : undefined;
  return lastBeforeTwo.has(text[length - 3] ?? '') ? (length / 4) * 3 - 2 : undefined;
}

/**
 * Decodes a text of one-byte characters into the buffer; false where it is not base64. Node skips what is no base64 and
 * takes the URL alphabet too: the first shows in the number of bytes, the other has to be looked for.
 */
export function decodeInto(buffer: Buffer, offset: number, text: string, bytes: number): boolean {
  return buffer.write(text, offset, 'base64') === bytes && !text.includes('-') && !text.includes('_');
}

/** Of wider characters Node takes the lower half. */
const notBase64 = /[^A-Za-z0-9+/=]/;

/** The bytes of one text; undefined where it is not base64. */
export function decode(text: string): Uint8Array | undefined {
  const bytes = decodedBytes(text);
  if (bytes === undefined || notBase64.test(text)) return undefined;
  const buffer = Buffer.allocUnsafeSlow(bytes);
  return decodeInto(buffer, 0, text, bytes) ? buffer : undefined;
}
