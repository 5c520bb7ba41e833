/** One limit for all that runs at once: candidates x items x repeats share it, first come first served. */
export interface Gate {
  readonly limit: number;
  /** Resolves with the way to leave again. */
  enter(): Promise<() => void>;
}

/** @param limit Most item runs at a time, a positive integer. */
export function createGate(limit: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) inside -= 1;
    else next();
  };
  const once = (): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  };
  return {
    limit,
    enter: async () => {
      if (inside < limit) inside += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return once();
    },
  };
}
