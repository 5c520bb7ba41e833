import type { Json } from '../base/json.ts';

/** The most milliseconds of a run: Node's timers hold 31 bits, and one fires a little after the run's end. */
export const LONGEST_MS = 2 ** 31 - 60_000;

/** Limits of one run. */
export interface SandboxLimits {
  /** Milliseconds from start to end, including waits for host calls. @default 30_000 */
  wallMs: number;
  /** Milliseconds of processor time. @default 10_000 */
  cpuMs: number;
  /** Bytes of address space. @default 512 MiB */
  memoryBytes: number;
  /** Bytes of standard output to keep, and separately the size of the largest result frame. @default 1 MiB */
  outputBytes: number;
}

/** One `agent.method(*args, **kwargs)` call from the code in the sandbox. */
export interface SandboxCall {
  method: string;
  args: Json[];
  kwargs: Record<string, Json>;
}

/** Serves a call. Its errors are raised inside as Python exceptions; {@link CallError} names the type. */
export type CallHandler = (call: SandboxCall) => Promise<Json>;

/**
 * Raised inside the sandbox as the Python exception `pythonType`
 * (a builtin's name; anything else becomes RuntimeError).
 */
export class CallError extends Error {
  readonly pythonType: string;
  constructor(message: string, pythonType = 'RuntimeError') {
    super(message);
    this.name = 'CallError';
    this.pythonType = pythonType;
  }
}

export interface SandboxRequest {
  /** Python source, executed as a module. */
  code: string;
  /**
   * Function to call after the module has run; for a list, the first one the module defines. Without it, nothing is
   * called.
   */
  entry?: string | readonly string[];
  /** Positional arguments; surplus ones are dropped if the function takes fewer. */
  args?: readonly Json[];
  /**
   * What a model wrote of the program, '' for nothing. Where runs share anything, it is looked through for what could
   * reach that.
   * @default code
   */
  foreign?: string;
  /** Method names of an `agent` object passed before `args`. Each call goes to `onCall`. */
  agent?: readonly string[];
  onCall?: CallHandler;
  /**
   * If no `entry` exists: run the code as a script (`__main__`) and return the value of its last statement (expression
   * or assignment).
   * @default false
   */
  orLastValue?: boolean;
  /**
   * Whether an ongoing run waits for this one. It does not queue behind other runs, or a full sandbox whose runs all
   * wait for nested ones would deadlock. It must not itself wait for another nested run.
   * @default false
   */
  nested?: boolean;
  limits?: Partial<SandboxLimits>;
  /** Aborting kills the run at once; the failure kind is `killed`. */
  signal?: AbortSignal;
}

/** `unavailable` is our fault or the machine's, never the code's; the code can cause any of the others. */
export type SandboxFailureKind = 'exception' | 'timeout' | 'memory' | 'output' | 'killed' | 'protocol' | 'unavailable';

export interface SandboxFailure {
  kind: SandboxFailureKind;
  /** One line for people. */
  message: string;
  /** Python's exception class, for `exception`. */
  errorType?: string;
  /** Only frames of the code in the sandbox, for `exception`. */
  traceback?: string;
}

/** An attempt by the code that the audit hook saw, e.g. `{event: 'open', detail: '/etc/passwd'}`. */
export interface AuditEvent {
  event: string;
  detail: string;
}

interface SandboxReport {
  stdout: string;
  cpuMs: number;
  wallMs: number;
  /** Attempts at files, sockets, processes and unusual imports, at most 50. */
  audit: AuditEvent[];
}

export type SandboxResult =
  | ({ ok: true; value: Json } & SandboxReport)
  | ({ ok: false; failure: SandboxFailure } & SandboxReport);

/** `auto`: native on Linux where it can be had, else wasm. */
export const SANDBOXES = ['auto', 'native', 'wasm'] as const;
export type SandboxChoice = (typeof SANDBOXES)[number];

/** What a sandbox is opened with, whichever the backend. */
export interface SandboxOptions {
  /**
   * Runs at the same time, and again as many that these wait for; further ones queue.
   * @default as many as memory holds, at most 1024
   */
  maxConcurrent?: number;
}

/**
 * What is around a run. `process`: a process of its own. `interpreter`: a Python in WebAssembly, which the runs of the
 * same program share.
 */
export type Isolation = 'process' | 'interpreter';

/** Isolated Python. A run shares nothing with another run, and no run outlives its limits. */
export interface Sandbox {
  /** E.g. `native+bwrap`, for the run's record. */
  readonly name: string;
  /** Never throws because of the code; a failure is a result. */
  run(request: SandboxRequest): Promise<SandboxResult>;
  close(): Promise<void>;
}
