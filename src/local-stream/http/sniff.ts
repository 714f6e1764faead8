import type { Socket } from 'node:net';
import { httpLimits } from './limits.ts';

export type HttpVersion = 'http1' | 'http2';

/** What a client says first that speaks HTTP/2 without asking for it (RFC 9113, section 3.4). */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * Calls `decide` once, when the first bytes of a connection tell what it speaks; they are put back before. A connection
 * that says nothing for long is broken off.
 */
export function sniff(socket: Socket, decide: (version: HttpVersion) => void): void {
  let seen = Buffer.alloc(0);
  const deadline = setTimeout(() => socket.destroy(), httpLimits.headMsMax);
  const look = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    seen = Buffer.concat([seen, chunk]);
    const version = versionOf(seen);
    if (version === undefined) return;
    stop();
    socket.unshift(seen);
    decide(version);
  };
  const stop = () => {
    clearTimeout(deadline);
    socket.off('readable', look).off('end', leave).off('close', stop);
  };
  const leave = () => socket.destroy();
  socket.on('readable', look).once('end', leave).once('close', stop);
}

/** Undefined while it may still become either. */
function versionOf(seen: Buffer): HttpVersion | undefined {
  const length = Math.min(seen.length, preface.length);
  if (!seen.subarray(0, length).equals(preface.subarray(0, length))) return 'http1';
  return length === preface.length ? 'http2' : undefined;
}
