import type { Interpreter } from './interpreter.ts';
import { Verdicts } from './verdicts.ts';

/** What runs are told apart by. */
export interface Program {
  code: string;
  /** What a model wrote of it. */
  foreign: string;
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
  readonly #verdicts = new Verdicts();
  #underWay = 0;
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
      const isPlain = this.#verdicts.of(program.foreign);
      const known = this.#byKey.get(key);
      if (isPlain === false) {
        const own = this.#unusedOf(key) ?? (await this.#openOwn(program.mostBytes));
        if (own !== undefined) return own;
      } else if (known?.hasRoom !== true) {
        await (this.#opening.get(key) ?? this.#openFor(key, program.mostBytes));
      } else if (isPlain === undefined) {
        await this.#verdicts.ask(known, program.foreign);
      } else {
        this.#byKey.delete(key);
        this.#byKey.set(key, known);
        known.enter();
        return known;
      }
    }
  }

  /** One that nothing has run in yet, for a single run. */
  #unusedOf(key: string): Interpreter | undefined {
    const known = this.#byKey.get(key);
    if (known?.hasRoom !== true || !known.isFresh || known.promised > 0) return undefined;
    this.#byKey.delete(key);
    known.isForOne = true;
    known.enter();
    return known;
  }

  async #openOwn(mostBytes: number): Promise<Interpreter | undefined> {
    let own: Interpreter | undefined;
    await this.#makeRoom(async () => {
      own = await this.#start(mostBytes);
      own.isForOne = true;
      own.enter();
    });
    return own;
  }

  #openFor(key: string, mostBytes: number): Promise<void> {
    const opening = this.#makeRoom(() => this.#add(key, mostBytes)).finally(() => this.#opening.delete(key));
    this.#opening.set(key, opening);
    return opening;
  }

  /** Resolves when it is worth looking again. */
  async #makeRoom(open: () => Promise<void>): Promise<void> {
    const taken = (): number => this.#all.size + this.#underWay;
    if (taken() >= this.#most) this.#dropIdle();
    if (taken() >= this.#most) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
    try {
      await open();
    } finally {
      this.#underWay -= 1;
    }
  }

  async #add(key: string, mostBytes: number): Promise<void> {
    const interpreter = await this.#start(mostBytes);
    const other = this.#byKey.get(key);
    if (other !== undefined) this.retire(other);
    this.#byKey.set(key, interpreter);
  }

  async #start(mostBytes: number): Promise<Interpreter> {
    const interpreter = await this.#open();
    interpreter.limit(mostBytes);
    this.#all.add(interpreter);
    return interpreter;
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
