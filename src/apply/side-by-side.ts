/** What goes through {@link sideBySide}. */
export interface Work<T, R> {
  source: Iterable<T> | AsyncIterable<T>;
  /** Most that are under way or wait to be taken. */
  limit: number;
  order: 'input' | 'completion';
  run: (one: T) => Promise<R>;
}

/** `ended`: the source has no more; `failed`: nothing new is asked for; `left`: nobody takes results any more. */
type State = 'open' | 'ended' | 'failed' | 'left';

/**
 * Works on a source, `limit` at a time: the next is asked for only when there is room. Once one fails nothing new is
 * asked for; the results under way come first, then its error is thrown.
 */
export async function* sideBySide<T, R>({ source, limit, order, run }: Work<T, R>): AsyncGenerator<R> {
  const iterator = iteratorOf(source);
  const under = new Set<Promise<Ended<R>>>();
  let asking: Promise<undefined> | undefined;
  let state = 'open' as State;
  let error: unknown;
  const fail = (thrown: unknown): void => {
    if (state !== 'failed') error = thrown;
    state = 'failed';
  };
  const ask = async (): Promise<undefined> => {
    try {
      const { done, value } = await iterator.next();
      if (done === true) state = 'ended';
      else if (state === 'open') under.add(begun(run, value));
    } catch (thrown) {
      fail(thrown);
    }
    asking = undefined;
  };
  try {
    for (;;) {
      if (state === 'open' && under.size < limit) asking ??= ask();
      if (under.size === 0 && asking === undefined) break;
      const takeable = order === 'input' ? [...under].slice(0, 1) : [...under];
      const first = await Promise.race(asking === undefined ? takeable : [...takeable, asking]);
      if (first === undefined) continue;
      under.delete(first.self);
      if ('error' in first) fail(first.error);
      else yield first.value;
    }
    if (state === 'failed') throw error;
  } finally {
    const isOver = state === 'ended';
    state = 'left';
    // A source that is silent at the moment would not hear it before it speaks: then its answer is nobody's any more.
    const returned = isOver ? undefined : iterator.return?.();
    if (asking === undefined) await returned;
    else Promise.resolve(returned).catch(() => undefined);
  }
}

type Ended<R> = { self: Promise<Ended<R>> } & ({ value: R } | { error: unknown });

function begun<T, R>(run: (one: T) => Promise<R>, one: T): Promise<Ended<R>> {
  const self: Promise<Ended<R>> = run(one).then(
    (value) => ({ self, value }),
    (error: unknown) => ({ self, error }),
  );
  return self;
}

function iteratorOf<T>(source: Iterable<T> | AsyncIterable<T>): Iterator<T> | AsyncIterator<T> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}
