/**
 * What several sources yield, in the order in which it is there: each is asked for its next item when the one before was
 * done with, and stands behind the others then. So a source that always has something holds up no other. Ends when all
 * have ended; an item that was taken from a source is always handed on.
 */
export async function* inTurn<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const ready: Turn<T>[] = [];
  let wake = () => {};
  const ask = (iterator: AsyncIterator<T>) => {
    iterator.next().then(
      (result) => add({ iterator, result }),
      (error: unknown) => add({ iterator, error }),
    );
  };
  const add = (turn: Turn<T>) => {
    ready.push(turn);
    wake();
  };
  const iterators = new Set(sources.map((source) => source[Symbol.asyncIterator]()));
  for (const iterator of iterators) ask(iterator);
  try {
    while (iterators.size > 0) {
      if (ready.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const turn = ready.shift();
      if (turn === undefined) continue;
      const { iterator, result } = turn;
      if (result === undefined) throw turn.error;
      if (result.done === true) iterators.delete(iterator);
      else {
        yield result.value;
        ask(iterator);
      }
    }
  } finally {
    await Promise.all([...iterators].map((iterator) => iterator.return?.()));
  }
}

interface Turn<T> {
  readonly iterator: AsyncIterator<T>;
  readonly result?: IteratorResult<T>;
  readonly error?: unknown;
}
