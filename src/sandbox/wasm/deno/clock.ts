/**
 * What an interpreter and its warden share in memory: the byte that interrupts Python, and for how long which run has
 * been at work. Times are in milliseconds of one clock that all threads of the process share.
 */
export class Clock {
  readonly shared: SharedArrayBuffer;
  readonly #interrupt: Uint8Array;
  readonly #over: Uint8Array;
  readonly #facts: Float64Array;

  constructor(shared = new SharedArrayBuffer(BYTES)) {
    this.shared = shared;
    this.#interrupt = new Uint8Array(shared, 0, 8);
    this.#over = new Uint8Array(shared, 8, SLOTS);
    this.#facts = new Float64Array(shared, 8 + SLOTS);
  }

  get interruptBuffer(): Uint8Array {
    return this.#interrupt;
  }

  /** Of the run at work, or undefined. */
  get slot(): number | undefined {
    return this.#facts[AT_WORK] === 0 ? undefined : this.#facts[AT_WORK]! - 1;
  }

  /** When the interpreter took the run up, or undefined. */
  startedMs(slot: number): number | undefined {
    return this.#facts[STARTS + slot] || undefined;
  }

  /** What other runs have worked since then. */
  othersMs(slot: number): number {
    return this.busyMs - this.#facts[BUSY_BEFORE + slot]! - this.cpuMs(slot);
  }

  /** Of all runs together. */
  get busyMs(): number {
    return this.#facts[BUSY]! + this.#stintMs();
  }

  begin(slot: number): void {
    for (const column of COLUMNS) this.#facts[column + slot] = 0;
    this.#over[slot] = 0;
  }

  enter(slot: number): void {
    const now = timeMs();
    if (this.#facts[STARTS + slot] === 0) {
      this.#facts[STARTS + slot] = now;
      this.#facts[BUSY_BEFORE + slot] = this.busyMs;
    }
    this.#facts[SINCE] = now;
    this.#facts[AT_WORK] = slot + 1;
  }

  leave(): void {
    const { slot } = this;
    if (slot === undefined) return;
    const stint = this.#stintMs();
    this.#facts[BUSY]! += stint;
    this.#facts[WORKED + slot]! += stint;
    this.#facts[AT_WORK] = 0;
  }

  cpuMs(slot: number): number {
    return this.#facts[WORKED + slot]! + (this.slot === slot ? this.#stintMs() : 0);
  }

  /** The run is over: its strands are to end. */
  stop(slot: number): void {
    this.#over[slot] = 1;
    if (this.slot === slot) this.#interrupt[0] = INTERRUPT;
  }

  isOver(slot: number): boolean {
    return this.#over[slot] === 1;
  }

  #stintMs(): number {
    return this.#facts[AT_WORK] === 0 ? 0 : Math.max(0, timeMs() - this.#facts[SINCE]!);
  }
}

/** Runs that an interpreter can hold. */
export const SLOTS = 1024;

export function timeMs(): number {
  return performance.timeOrigin + performance.now();
}

/** SIGUSR1 of WebAssembly's C library; see INTERRUPT in runtime.py. */
const INTERRUPT = 10;
const AT_WORK = 0;
const SINCE = 1;
const BUSY = 2;
const FACTS = 3;
const WORKED = FACTS;
const STARTS = WORKED + SLOTS;
const BUSY_BEFORE = STARTS + SLOTS;
const COLUMNS = [WORKED, STARTS, BUSY_BEFORE];
const BYTES = 8 + SLOTS + 8 * (FACTS + COLUMNS.length * SLOTS);
