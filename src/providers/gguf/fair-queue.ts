/** A round-robin queue: owners take turns, however many entries each has. */
export class FairQueue<T> {
  readonly #waiting = new Map<object, T[]>();

  push(owner: object, item: T): void {
    const items = this.#waiting.get(owner);
    if (items) items.push(item);
    else this.#waiting.set(owner, [item]);
  }

  /** The next entry of the owner whose turn it is. */
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
