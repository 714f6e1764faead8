/** As `String.trim`: all up to and with the space, NUL too; no other white space. */
export function javaTrim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

/**
 * As `String.split`: what stands between the matches, without the empty texts at the end, and all of it where there is
 * no match. A match of nothing at the beginning splits nothing off. `delimiter` has the flag `g`.
 */
export function javaSplit(text: string, delimiter: RegExp): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const { index, 0: match } of text.matchAll(delimiter)) {
    if (match === '' && (index === 0 || index === text.length)) continue;
    parts.push(text.slice(start, index));
    start = index + match.length;
  }
  if (parts.length === 0 && start === 0) return [text];
  parts.push(text.slice(start));
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

/** As `Double.toString` for what JSON may hold: in Java 1.0E7 begins the notation with an exponent, as does 9.9E-4. */
export function javaNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -3 && power < 7) return String(value).includes('.') ? String(value) : `${value}.0`;
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${power}`;
}
