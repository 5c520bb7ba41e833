import type { Place } from './place.ts';

const WATCH_MS = 10;
declare const process: { cpuUsage(): { user: number; system: number } };

/**
 * Watches the clocks of all places. A thread can't ask for its own processor time, only for the whole process's: where
 * that grows slower than the clocks say, the machine was busy with something else, and the runs are charged less.
 */
export class Meter {
  share = 1;
  readonly #places: Map<number, Place>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #cpuMs = 0;
  #busyMs = 0;

  constructor(places: Map<number, Place>) {
    this.#places = places;
  }

  /** Watches until all places are idle. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#measure();
    this.#timer = setInterval(() => this.#look(), WATCH_MS);
  }

  #look(): void {
    this.#measure();
    let isIdle = true;
    for (const place of this.#places.values()) {
      place.look(this.share);
      isIdle &&= place.isIdle;
    }
    if (!isIdle) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #measure(): void {
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1000;
    let busyMs = 0;
    for (const place of this.#places.values()) busyMs += place.busyMs;
    const [worked, busy] = [cpuMs - this.#cpuMs, busyMs - this.#busyMs];
    this.share = busy > 0 ? Math.min(1, Math.max(LEAST_SHARE, worked / busy)) : 1;
    this.#cpuMs = cpuMs;
    this.#busyMs = busyMs;
  }
}

/** The figures come in steps. */
const LEAST_SHARE = 0.02;
