/** Who waits, in turns: one of each owner after the other, however many an owner has. */
export class FairQueue<T> {
  readonly #waiting = new Map<object, T[]>();

  push(owner: object, item: T): void {
    const items = this.#waiting.get(owner);
    if (items) items.push(item);
    else this.#waiting.set(owner, [item]);
  }

  /** The next one of the owner whose turn it is. */
  shift(): T | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [owner, items] = first;
    const item = items.shift();
    this.#waiting.delete(owner);
    if (items.length > 0) this.#waiting.set(owner, items);
    return item;
  }
}
