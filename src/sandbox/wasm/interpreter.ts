import type { Owner } from './contract.ts';

/** Runs after which it takes no more, unless it was free of runs in between and could collect its garbage. */
const MOST_WITHOUT_REST = 2000;
const MOST_AT_ONCE = 512;
const LARGE_BYTES = 160 * 2 ** 20;

/** One Python of a process, for the runs of one program. */
export class Interpreter {
  readonly place: number;
  readonly process: Owner;
  /** Numbers of the runs that have a strand in it. */
  readonly inside = new Set<number>();
  /** Runs that were promised a place in it. */
  promised = 0;
  /** Whether it takes further runs. */
  isOpen = true;
  /** Resolves when it has started, or is gone. */
  readonly up: Promise<void>;
  readonly isUp: () => void;
  /** Whether its only run has it to itself. */
  isForOne = false;
  /** Whether no run has begun in it. */
  isFresh = true;
  readonly #judging: ((isPlain: boolean) => void)[] = [];
  #sinceRest = 0;

  constructor(place: number, process: Owner) {
    this.place = place;
    this.process = process;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.up = promise;
    this.isUp = resolve;
  }

  get hasRoom(): boolean {
    if (!this.isOpen || !this.process.isAlive) return false;
    if (this.isForOne && !this.isFresh) return false;
    return this.promised < MOST_AT_ONCE && this.#sinceRest < MOST_WITHOUT_REST;
  }

  enter(): void {
    if (this.promised === 0) this.#sinceRest = 0;
    this.promised += 1;
    this.#sinceRest += 1;
  }

  begun(id: number): void {
    this.inside.add(id);
    this.isFresh = false;
  }

  /** The last strand of a run has ended. Memory that has grown never shrinks, so a large one is not kept. */
  ended(id: number, heapBytes: number): void {
    this.inside.delete(id);
    if (heapBytes > LARGE_BYTES) this.isOpen = false;
  }

  leave(): void {
    this.promised -= 1;
  }

  limit(mostBytes: number): void {
    this.process.tell({ t: 'limit', place: this.place, mostBytes });
  }

  /** Whether runs of this text may share an interpreter; not if it breaks this one. */
  judge(code: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#judging.push(resolve);
    if (!this.isOpen || !this.process.isAlive) this.judged(false);
    this.process.tell({ t: 'judge', place: this.place, code });
    return promise;
  }

  /** Of the texts that wait for it, the first. */
  judged(isPlain: boolean): void {
    this.#judging.shift()?.(isPlain);
  }

  close(): void {
    this.isOpen = false;
    this.process.forget(this.place);
    this.process.tell({ t: 'close', place: this.place });
  }

  isGone(): void {
    this.isOpen = false;
    this.isUp();
    for (const resolve of this.#judging.splice(0)) resolve(false);
  }
}
