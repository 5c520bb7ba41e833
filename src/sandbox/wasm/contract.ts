import type { OverReason, ToWarden } from './deno/messages.ts';

/** What a run of a process is told. */
export interface RunEvents {
  said(text: string): void;
  over(reason: OverReason | null, detail: string, cpuMs: number): void;
  /** Its interpreter is gone before the run was over; with it the process, if it has an end. */
  lost(end: ProcessEnd | null): void;
}

/** How a process ended. */
export interface ProcessEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export type RunStart = Omit<ToWarden & { t: 'run' }, 't' | 'id' | 'place'>;

/** The process that an interpreter lives in. */
export interface Owner {
  readonly isAlive: boolean;
  tell(message: ToWarden): void;
  /** Begins a run. Returns its number. */
  begin(interpreter: { readonly place: number }, run: RunStart, events: RunEvents): number;
  forget(place: number): void;
  /** Ends it, as a fault of its own. */
  destroy(): void;
}
