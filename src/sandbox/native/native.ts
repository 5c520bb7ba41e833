import { totalmem } from 'node:os';
import PQueue from 'p-queue';
import type { Sandbox, SandboxLimits, SandboxOptions, SandboxRequest, SandboxResult } from '../contract.ts';
import { ZygoteKeeper } from './keeper.ts';
import type { LaunchOptions, ZygoteFacts } from './launch.ts';
import { completeLimits } from '../limits.ts';
import { abortedBefore, notRun, unavailableBecause } from '../not-run.ts';
import { Run } from './run.ts';
import type { Zygote } from './zygote.ts';

/** A waiting run takes about 3 MB, as does the one it waits for; waiting must not fill a machine. */
const MEMORY_PER_RUN = 8 * 2 ** 20;
const MOST_AT_ONCE = 1024;
/** Connections without a started process: fewer than a socket's backlog on any kernel. */
const STARTS_AT_ONCE = 64;
/** Only selects the zygote, so a miss costs an ImportError and a false hit nothing. */
const WANTS_SCIENCE = /\b(?:import|from)\s+(?:[\w.]+\s*,\s*)*(?:numpy|sympy|mpmath)\b/;

export interface NativeSandboxOptions extends SandboxOptions, Omit<LaunchOptions, 'science'> {}

/** Isolated Python through a zygote that forks a locked-down process for each run (Linux). */
export class NativeSandbox implements Sandbox {
  readonly name: string;
  readonly #plain: ZygoteKeeper;
  /** A second zygote for code that imports numpy or sympy, which take a second to load. */
  readonly #science: ZygoteKeeper;
  readonly #plainHasScience: boolean;
  #scienceFails = false;
  readonly #runs: PQueue;
  /** Runs that others wait for, which must not block them. */
  readonly #nested: PQueue;
  readonly #starts = new PQueue({ concurrency: STARTS_AT_ONCE });

  /** Throws a W4sError `sandbox-unavailable` that names what the machine lacks. */
  static async open(options: NativeSandboxOptions): Promise<NativeSandbox> {
    const sandbox = new NativeSandbox(options);
    await sandbox.#plain.live();
    return sandbox;
  }

  private constructor({ maxConcurrent = defaultConcurrency(), ...options }: NativeSandboxOptions) {
    this.name = options.bubblewrap === undefined ? 'native' : 'native+bwrap';
    this.#plain = new ZygoteKeeper({ ...options, science: options.prelude !== undefined });
    this.#plainHasScience = options.prelude !== undefined;
    this.#science = new ZygoteKeeper({ ...options, science: true });
    this.#runs = new PQueue({ concurrency: maxConcurrent });
    this.#nested = new PQueue({ concurrency: maxConcurrent });
  }

  async facts(): Promise<ZygoteFacts> {
    return (await this.#plain.live()).facts;
  }

  /** The zygote's process id, seen from the host; with bubblewrap, the wrapper's. */
  async processId(): Promise<number | undefined> {
    return (await this.#plain.live()).pid;
  }

  async run(request: SandboxRequest): Promise<SandboxResult> {
    const limits = completeLimits(request.limits);
    const { signal, nested = false } = request;
    const queue = nested ? this.#nested : this.#runs;
    try {
      return await queue.add(() => this.#runNow(request, limits), signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted === true) return abortedBefore();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#plain.close(), this.#science.close()]);
    await Promise.all([this.#runs.onIdle(), this.#nested.onIdle()]);
  }

  async #runNow(request: SandboxRequest, limits: SandboxLimits): Promise<SandboxResult> {
    let zygote: Zygote;
    try {
      zygote = await this.#zygoteFor(request.code);
    } catch (error) {
      return notRun(unavailableBecause(error));
    }
    if (request.signal?.aborted === true) return abortedBefore();
    const run = await this.#starts.add(async () => {
      const started = new Run(zygote, request, limits);
      await started.started;
      return started;
    });
    return run.result;
  }

  async #zygoteFor(code: string): Promise<Zygote> {
    if (this.#plainHasScience || this.#scienceFails || !WANTS_SCIENCE.test(code)) return this.#plain.live();
    try {
      return await this.#science.live();
    } catch {
      // The plain zygote tells the code that there is no such module; restarting the other would cost seconds per run.
      this.#scienceFails = true;
      return this.#plain.live();
    }
  }
}

function defaultConcurrency(): number {
  return Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(totalmem() / MEMORY_PER_RUN)));
}
