interface HasData {
  readonly Data?: Uint8Array | undefined;
}

/**
 * Frees the memory of records that nobody will look at again. Left to the garbage collector, which sees small objects
 * where there are megabytes behind them, it would pile up to several hundred MB before the next look.
 */
export function freeRecords(records: readonly HasData[] | undefined): void {
  for (const { Data } of records ?? []) {
    const memory = Data?.buffer;
    if (memory instanceof ArrayBuffer && !memory.detached) memory.transfer(0);
  }
}
