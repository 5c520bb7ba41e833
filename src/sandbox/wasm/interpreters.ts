import type { Interpreter } from './interpreter.ts';

/** What runs are told apart by. */
export interface Program {
  code: string;
  /** That the interpreter's memory may grow to. */
  mostBytes: number;
}

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

  /**
   * Runs `work` in an interpreter that no other program has used, and no other run either if the program could leave
   * something there.
   */
  async within<T>(program: Program, work: (interpreter: Interpreter) => Promise<T>): Promise<T> {
    const interpreter = await this.#take(program);
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

  async #take(program: Program): Promise<Interpreter> {
    const key = `${program.mostBytes} ${program.code}`;
    for (;;) {
      const known = this.#byKey.get(key);
      if (known?.hasRoom === true) {
        this.#byKey.delete(key);
        this.#byKey.set(key, known);
        known.enter();
        return known;
      }
      await (this.#opening.get(key) ?? this.#makeRoomFor(key, program));
    }
  }

  /** Resolves when it is worth looking again. */
  #makeRoomFor(key: string, program: Program): Promise<void> {
    const taken = (): number => this.#all.size + this.#opening.size;
    if (taken() >= this.#most) this.#dropIdle();
    if (taken() >= this.#most) return new Promise((resolve) => this.#waiting.push(resolve));
    const opening = this.#add(key, program).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  async #add(key: string, program: Program): Promise<void> {
    const interpreter = await this.#judged(program);
    this.#all.add(interpreter);
    const other = this.#byKey.get(key);
    if (other !== undefined) this.retire(other);
    this.#byKey.set(key, interpreter);
  }

  /** One that breaks over a program's text is replaced by one for a single run. */
  async #judged({ code, mostBytes }: Program): Promise<Interpreter> {
    const interpreter = await this.#open();
    interpreter.limit(mostBytes);
    await interpreter.judge(code);
    if (interpreter.isOpen) return interpreter;
    const another = await this.#open();
    another.limit(mostBytes);
    another.isForOne = true;
    return another;
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
