import { hash } from 'node:crypto';
import type { Interpreter } from './interpreter.ts';

/** Verdicts that are kept. */
const MOST = 4096;

/** Whether the runs of a program may share an interpreter, by its text; see python/plain.py. */
export class Verdicts {
  readonly #known = new Map<string, boolean>();
  readonly #asked = new Map<string, Promise<void>>();

  /** `undefined`: nobody has looked yet. */
  of(text: string): boolean | undefined {
    return text === '' || this.#known.get(hash('sha256', text));
  }

  /** Has an interpreter look. One that breaks over it tells enough. */
  ask(interpreter: Interpreter, text: string): Promise<void> {
    const key = hash('sha256', text);
    const asked = this.#asked.get(key) ?? this.#ask(interpreter, key, text).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  async #ask(interpreter: Interpreter, key: string, text: string): Promise<void> {
    interpreter.enter();
    const isPlain = await interpreter.judge(text);
    interpreter.leave();
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, isPlain);
  }
}
