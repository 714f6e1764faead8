import type { Writable } from 'node:stream';

/** A terminal or a pipe. */
export type DemoOutput = Writable & { readonly isTTY?: boolean; readonly columns?: number };
