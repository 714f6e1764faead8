/** One character of a quoted item: printable ASCII except quote and backslash, or an escape of Apache's. */
const item = String.raw`(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\bnrtv]|\\x[0-9a-f]{2})*`;
const address = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]+)`;
const time = String.raw`\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000\]`;

/** A line of the combined format, strictly; groups: request line, status, bytes. */
export const combinedLine = new RegExp(
  String.raw`^${address} - (?:\S+|"") ${time} "(${item})" (\d{3}) ([1-9]\d*|-) "${item}" "${item}"$`,
);
