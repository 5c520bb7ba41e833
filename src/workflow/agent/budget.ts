/**
 * A quantity of which only the end tells how much was used, such as tokens. What is under way counts with its
 * estimate, so that calls beside each other can't pass the limit together: one that finds everything reserved waits.
 */
export class Budget {
  readonly #limit: number;
  readonly #used: () => number;
  readonly #waiting: (() => void)[] = [];
  #reserved = 0;

  /** `used` is read whenever a call wants to begin. */
  constructor(limit: number, used: () => number) {
    this.#limit = limit;
    this.#used = used;
  }

  /**
   * Runs `work` with as much of `wanted` as is left, and frees it when the work has ended and was booked.
   *
   * @throws what `exceeded` makes of the amount used, when nothing is left.
   */
  async within<T>(
    wanted: number,
    work: (granted: number) => Promise<T>,
    exceeded: (used: number) => Error,
  ): Promise<T> {
    while (this.#left() <= 0 && this.#reserved > 0) await this.#nextEnd();
    if (this.#left() <= 0) throw exceeded(this.#used());
    const granted = Math.min(wanted, this.#left());
    this.#reserved += granted;
    try {
      return await work(granted);
    } finally {
      this.#reserved -= granted;
      for (const wake of this.#waiting.splice(0)) wake();
    }
  }

  #nextEnd(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #left(): number {
    return this.#limit - this.#used() - this.#reserved;
  }
}
