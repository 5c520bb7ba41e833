/** Between the warden (the process's own thread) and an interpreter (a worker). */
export type ToInterpreter =
  | { t: 'boot'; module: WebAssembly.Module; image: Uint8Array; clock: SharedArrayBuffer }
  | { t: 'limit'; mostBytes: number }
  /** Whether runs of this program may share an interpreter. */
  | { t: 'judge'; code: string }
  | { t: 'make'; module: WebAssembly.Module; library: Uint8Array; sources: [name: string, source: string][] }
  | { t: 'run'; id: number; slot: number; outputBytes: number; text: string }
  | { t: 'reply'; id: number; call: number; text: string }
  | { t: 'stop'; id: number };

export type FromInterpreter =
  | { t: 'up' }
  | { t: 'judged'; isPlain: boolean }
  | { t: 'image'; image: Uint8Array }
  | { t: 'said'; id: number; text: string }
  /** The run has said how it ended; then its last strand has. */
  | { t: 'told'; id: number }
  | { t: 'ended'; id: number; heapBytes: number }
  /** The interpreter can't go on; `id` is the run that was at work. */
  | { t: 'broken'; id: number; why: string; outOfMemory: boolean };

/** Between the host and the warden, as JSON frames; what a run says comes as `id text`. */
export type ToWarden =
  | { t: 'open'; place: number }
  /** For the runs to come. */
  | { t: 'limit'; place: number; mostBytes: number }
  | { t: 'judge'; place: number; code: string }
  | {
      t: 'run';
      place: number;
      id: number;
      wallMs: number;
      cpuMs: number;
      outputBytes: number;
      text: string;
    }
  | { t: 'reply'; id: number; call: number; text: string }
  | { t: 'stop'; id: number }
  | { t: 'close'; place: number };

/** Why a run is over that has not told its end itself. */
export type OverReason = 'wall' | 'cpu' | 'memory' | 'broken';

export type FromWarden =
  | { t: 'ready' }
  | { t: 'up'; place: number }
  | { t: 'judged'; place: number; isPlain: boolean }
  | { t: 'over'; id: number; reason: OverReason | null; detail: string; cpuMs: number }
  /** The last strand of a run has ended: its place has room again. */
  | { t: 'ended'; id: number; heapBytes: number }
  /** An interpreter is gone, and with it the runs that were in it. */
  | { t: 'lost'; place: number };
