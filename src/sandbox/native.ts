import { totalmem } from 'node:os';
import PQueue from 'p-queue';
import type { Bubblewrap } from './bubblewrap.ts';
import type { Sandbox, SandboxLimits, SandboxRequest, SandboxResult } from './contract.ts';
import { launch, type LaunchOptions, type ZygoteFacts } from './launch.ts';
import { completeLimits } from './limits.ts';
import { notRun, Run, unavailableBecause } from './run.ts';
import { Zygote } from './zygote.ts';

/** A run that waits takes about 2 MB; no machine should be filled by waiting. */
const MEMORY_PER_RUN = 4 * 2 ** 20;
const MOST_AT_ONCE = 1024;
/** Connections whose process has not yet started: fewer than a socket's backlog on any kernel. */
const STARTS_AT_ONCE = 64;

export interface NativeOptions {
  python: string;
  bubblewrap: Bubblewrap | undefined;
  /** @default as many as memory holds, at most 1024 */
  maxConcurrent?: number;
}

/** Isolated Python through a zygote that forks a locked-down process for each run (Linux). */
export class NativeSandbox implements Sandbox {
  readonly name: string;
  readonly #launchOptions: LaunchOptions;
  readonly #runs: PQueue;
  readonly #starts = new PQueue({ concurrency: STARTS_AT_ONCE });
  #zygote: Promise<Zygote>;
  #closed = false;

  /** Throws a W4sError `sandbox-unavailable` that names what the machine lacks. */
  static async open({ maxConcurrent = defaultConcurrency(), ...options }: NativeOptions): Promise<NativeSandbox> {
    return new NativeSandbox(options, new Zygote(await launch(options)), maxConcurrent);
  }

  private constructor(options: LaunchOptions, zygote: Zygote, concurrency: number) {
    this.name = options.bubblewrap === undefined ? 'native' : 'native+bwrap';
    this.#launchOptions = options;
    this.#zygote = Promise.resolve(zygote);
    this.#runs = new PQueue({ concurrency });
  }

  async facts(): Promise<ZygoteFacts> {
    return (await this.#zygote).facts;
  }

  /** The zygote's, seen from the host; with bubblewrap that of the wrapper. */
  async processId(): Promise<number | undefined> {
    return (await this.#zygote).pid;
  }

  async run(request: SandboxRequest): Promise<SandboxResult> {
    const limits = completeLimits(request.limits);
    const { signal } = request;
    try {
      return await this.#runs.add(() => this.#runNow(request, limits), signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted === true) return notRun({ kind: 'killed', message: 'The run was aborted before it began.' });
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const zygote = await this.#zygote.catch(() => undefined);
    await zygote?.close();
    await this.#runs.onIdle();
  }

  async #runNow(request: SandboxRequest, limits: SandboxLimits): Promise<SandboxResult> {
    if (request.signal?.aborted === true) return notRun({ kind: 'killed', message: 'The run was aborted before it began.' });
    let zygote: Zygote;
    try {
      zygote = await this.#liveZygote();
    } catch (error) {
      return notRun(unavailableBecause(error));
    }
    const run = await this.#starts.add(async () => {
      const started = new Run(zygote, request, limits);
      await started.started;
      return [started] as const; // boxed: a promise inside would be awaited here
    });
    return run[0].result;
  }

  /** The zygote, started anew where it has died. */
  async #liveZygote(): Promise<Zygote> {
    if (this.#closed) throw new Error('it has been closed');
    const current = this.#zygote;
    const zygote = await current.catch(() => undefined);
    if (zygote?.alive === true) return zygote;
    // Of many runs that find it dead, the first one starts the next.
    if (this.#zygote === current) this.#zygote = launch(this.#launchOptions).then((launched) => new Zygote(launched));
    return this.#zygote;
  }
}

function defaultConcurrency(): number {
  return Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(totalmem() / MEMORY_PER_RUN)));
}
