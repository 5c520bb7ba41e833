import type { Interpreter } from './interpreter.ts';

/** Interpreters by the program that runs in them, as many as there may be. */
export class Interpreters {
  readonly #open: () => Promise<Interpreter>;
  readonly #most: number;
  /** The one that has waited longest for a run comes first. */
  readonly #byKey = new Map<string, Interpreter>();
  readonly #all = new Set<Interpreter>();
  readonly #opening = new Map<string, Promise<void>>();
  #waiting: (() => void)[] = [];

  constructor(open: () => Promise<Interpreter>, most: number) {
    this.#open = open;
    this.#most = most;
  }

  /** Runs `work` in an interpreter that no other program has used. */
  async within<T>(key: string, mostBytes: number, work: (interpreter: Interpreter) => Promise<T>): Promise<T> {
    const interpreter = await this.#take(key, mostBytes);
    try {
      await interpreter.up;
      return await work(interpreter);
    } finally {
      interpreter.leave();
      if (!interpreter.hasRoom && interpreter.promised === 0) this.#drop(interpreter);
      this.#wakeOne();
    }
  }

  /** It takes no further runs, and is closed after its last one. */
  retire(interpreter: Interpreter): void {
    interpreter.isOpen = false;
  }

  async #take(key: string, mostBytes: number): Promise<Interpreter> {
    for (;;) {
      const known = this.#byKey.get(key);
      if (known?.hasRoom === true) {
        this.#byKey.delete(key);
        this.#byKey.set(key, known);
        known.enter();
        return known;
      }
      await (this.#opening.get(key) ?? this.#makeRoomFor(key, mostBytes));
    }
  }

  /** Resolves when it is worth looking again. */
  #makeRoomFor(key: string, mostBytes: number): Promise<void> {
    const taken = (): number => this.#all.size + this.#opening.size;
    if (taken() >= this.#most) this.#dropIdle();
    if (taken() >= this.#most) return new Promise((resolve) => this.#waiting.push(resolve));
    const opening = this.#add(key, mostBytes).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  async #add(key: string, mostBytes: number): Promise<void> {
    const interpreter = await this.#open();
    interpreter.limit(mostBytes);
    this.#all.add(interpreter);
    const other = this.#byKey.get(key);
    if (other !== undefined) this.retire(other);
    this.#byKey.set(key, interpreter);
  }

  #dropIdle(): void {
    const idle =
      [...this.#all].find((one) => one.promised === 0 && !one.hasRoom) ??
      [...this.#byKey.values()].find((one) => one.promised === 0);
    if (idle !== undefined) this.#drop(idle);
  }

  #drop(interpreter: Interpreter): void {
    interpreter.close();
    this.#all.delete(interpreter);
    for (const [key, one] of this.#byKey) if (one === interpreter) this.#byKey.delete(key);
  }

  #wakeOne(): void {
    this.#waiting.shift()?.();
  }
}
