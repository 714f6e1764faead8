import type { Socket } from 'node:net';

/** Passes everything on, both ways, until one of the two ends. */
export function relay(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
}
