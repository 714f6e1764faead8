/** What a web server knows of a request it has finished with. */
export interface ServedRequest {
  readonly clientAddress: string;
  /** The name from HTTP basic authentication, whether it was let in or not. */
  readonly user: string | undefined;
  /** Milliseconds since 1970, UTC. */
  readonly receivedAtMs: number;
  /** As it came over the wire: `GET /path?query HTTP/1.1`; one character a byte (latin1). */
  readonly requestLine: string;
  readonly status: number;
  /** Bytes of the body as sent, without the headers. */
  readonly bodyBytes: number;
  readonly referer: string | undefined;
  readonly userAgent: string | undefined;
}

/**
 * One line of Apache's combined log format, without the newline:
 * `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"` (Apache 2.4, mod_log_config).
 * As with Apache, the time is that of the request's arrival, so slow requests stand out of order, and %b is `-`
 * where no body was sent.
 */
export function accessLine(served: ServedRequest): string {
  const { clientAddress, receivedAtMs, requestLine, status, bodyBytes, referer, userAgent } = served;
  const head = `${clientAddress} - ${logUser(served.user)} [${logTime(receivedAtMs)}]`;
  const request = `"${escapeLogItem(requestLine)}" ${status} ${bodyBytes === 0 ? '-' : bodyBytes}`;
  return `${head} ${request} "${escapeLogItem(referer ?? '-')}" "${escapeLogItem(userAgent ?? '-')}"`;
}

function logUser(user: string | undefined): string {
  if (user === undefined) return '-';
  return user === '' ? '""' : escapeLogItem(user);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Apache's %t in UTC: `24/Nov/2026:10:05:03 +0000`. */
export function logTime(timeMs: number): string {
  const iso = new Date(timeMs).toISOString();
  const month = months[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/**
 * Makes text from outside safe between the quotes of a log line, as Apache does (ap_escape_logitem in
 * server/util.c): `"` and `\` behind a backslash, \b \n \r \t \v in C's notation, every other byte that is no
 * printable ASCII as \xhh. So nobody can forge a line by sending one in a header.
 */
export function escapeLogItem(text: string): string {
  return text.replace(/[^\x20-\x7e]|["\\]/gu, escapeCharacter);
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function escapeCharacter(character: string): string {
  // Node hands headers over as latin1, one character a byte. Anything wider did not come from the wire.
  const bytes = Buffer.from(character, character > '\xff' ? 'utf8' : 'latin1');
  const hex = () => Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  return shortEscapes[character] ?? hex();
}
