/** Calls of one server, side by side; what is to be alone waits for all before it, and all after it wait for it. */
export class Turns {
  readonly #together = new Set<Promise<unknown>>();
  #alone: Promise<unknown> = Promise.resolve();

  together<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#alone.then(act);
    const settled: Promise<void> = mine.catch(() => undefined).then(() => void this.#together.delete(settled));
    this.#together.add(settled);
    return mine;
  }

  alone<T>(act: () => Promise<T>): Promise<T> {
    const mine = Promise.all([this.#alone, ...this.#together]).then(act);
    this.#alone = mine.catch(() => undefined);
    return mine;
  }
}
