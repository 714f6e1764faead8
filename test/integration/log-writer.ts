import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * `node log-writer.ts PATH BYTES_PER_SECOND`: a program that writes numbered lines to its log, as many as that, until
 * SIGTERM. It holds its descriptor over a rename, and for a moment after SIGUSR1, which tells it to open its log anew.
 * At its end it says how much it wrote, in how long.
 */
const [path = '', bytesPerSecond = '0'] = process.argv.slice(2);
const pieceDelayMs = 10;
/** What a program is still about to write when it is told to open its log anew, ms. */
const heldDelayMs = 100;
/** After a stop of the process, what it missed is not made up for. */
const pieceBytesMax = (Number(bytesPerSecond) / 1_000) * 100;

let descriptor = openSync(path, 'a');
let lines = 0;
let bytes = 0;
let writingMs = 0;
let lastMs = performance.now();
const timer = setInterval(write, pieceDelayMs);

process.on('SIGUSR1', () =>
  setTimeout(() => {
    closeSync(descriptor);
    descriptor = openSync(path, 'a');
  }, heldDelayMs),
);
process.on('SIGTERM', () => {
  clearInterval(timer);
  write();
  console.log(JSON.stringify({ lines, bytes, writingMs: Math.round(writingMs) }));
  process.exit();
});
console.log('writing');

function write(): void {
  const nowMs = performance.now();
  const passedMs = nowMs - lastMs;
  lastMs = nowMs;
  const pieceBytes = Math.min(pieceBytesMax, (Number(bytesPerSecond) / 1_000) * passedMs);
  writingMs += Math.min(passedMs, 100);
  let text = '';
  while (text.length < pieceBytes) text += `${lines++} ${'some words of a line '.repeat(4)}\n`;
  bytes += text.length;
  writeSync(descriptor, text);
}
