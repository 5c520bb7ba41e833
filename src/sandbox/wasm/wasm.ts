import { totalmem } from 'node:os';
import PQueue from 'p-queue';
import type { Sandbox, SandboxLimits, SandboxOptions, SandboxRequest, SandboxResult } from '../contract.ts';
import { Answers } from './answers.ts';
import { dropImage } from './image.ts';
import type { Interpreter } from './interpreter.ts';
import { Interpreters } from './interpreters.ts';
import { wasmLackError } from './lacks.ts';
import { completeLimits } from '../limits.ts';
import { abortedBefore, notRun, unavailableBecause } from '../not-run.ts';
import type { WasmPackages } from './packages.ts';
import type { ProcessEnd } from './contract.ts';
import { WasmProcess } from './process.ts';
import { attempt, type Attempt, brokeInterpreter } from './run.ts';

/** An interpreter takes about 40 MB before it runs anything. */
const MEMORY_PER_INTERPRETER = 128 * 2 ** 20;
const MOST_INTERPRETERS = 32;
const DEFAULT_CONCURRENCY = 512;
const MOST_ATTEMPTS = 4;
const LONGEST_DELAY = 2 ** 31 - 1;

/** Isolated Python in WebAssembly: Pyodide in a Deno process without permissions (any platform). */
export class WasmSandbox implements Sandbox {
  readonly name = 'wasm';
  readonly #packages: WasmPackages;
  #process: Promise<WasmProcess> | undefined;
  #spare: Promise<Interpreter> | undefined;
  #isClosed = false;
  readonly #pools: Record<'outer' | 'nested', Interpreters>;
  readonly #queues: Record<'outer' | 'nested', PQueue>;
  /** Runs whose interpreter was lost and nobody knows why, one at a time in a process of its own. */
  readonly #suspects = new PQueue({ concurrency: 1 });

  /** Throws a W4sError `sandbox-unavailable` that names what the machine lacks. */
  static async open(packages: WasmPackages, options: SandboxOptions): Promise<WasmSandbox> {
    const sandbox = new WasmSandbox(packages, options);
    const process = await sandbox.#live();
    sandbox.#spare = Promise.resolve(process.open());
    return sandbox;
  }

  private constructor(packages: WasmPackages, { maxConcurrent = DEFAULT_CONCURRENCY }: SandboxOptions) {
    this.#packages = packages;
    const most = Math.min(maxConcurrent, MOST_INTERPRETERS, Math.max(2, totalmem() / 8 / MEMORY_PER_INTERPRETER));
    const pool = (): Interpreters => new Interpreters(() => this.#interpreter(), Math.floor(most));
    const queue = (): PQueue => new PQueue({ concurrency: maxConcurrent });
    this.#pools = { outer: pool(), nested: pool() };
    this.#queues = { outer: queue(), nested: queue() };
  }

  /** The process's id. */
  async processId(): Promise<number | undefined> {
    return (await this.#live()).pid;
  }

  async run(request: SandboxRequest): Promise<SandboxResult> {
    const limits = completeLimits(request.limits);
    const { signal, nested = false } = request;
    const where = nested ? 'nested' : 'outer';
    const stay = setInterval(() => {}, LONGEST_DELAY); // a host that waits for a run does not end
    try {
      return await this.#queues[where].add(
        () => this.#attempts(request, limits, this.#pools[where]),
        signal === undefined ? {} : { signal },
      );
    } catch (error) {
      if (signal?.aborted === true) return abortedBefore();
      throw error;
    } finally {
      clearInterval(stay);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const process = await this.#process?.catch(() => undefined);
    await process?.close();
    await Promise.all([...Object.values(this.#queues), this.#suspects].map((queue) => queue.onIdle()));
  }

  async #attempts(request: SandboxRequest, limits: SandboxLimits, pool: Interpreters): Promise<SandboxResult> {
    const answers = new Answers(request.onCall ?? (() => Promise.reject(new Error('there is no host'))));
    const asked = { ...request, onCall: request.onCall && answers.serve };
    for (let count = 0; count < MOST_ATTEMPTS; count += 1, answers.again()) {
      if (this.#isClosed) return notRun({ kind: 'unavailable', message: 'The sandbox was closed.' });
      if (request.signal?.aborted === true) return abortedBefore();
      const outcome = await this.#attempt(asked, limits, pool).catch((error: unknown) => error as Error);
      if (outcome instanceof Error) return notRun(unavailableBecause(outcome));
      if (outcome.t === 'done') return outcome.result;
      if (outcome.end !== null && !this.#isClosed)
        return this.#suspects.add(() => (answers.again(), this.#aloneInProcess(asked, limits)));
    }
    return notRun(unavailableBecause('its interpreter was lost again and again'));
  }

  /** In company. What ran out of memory then is tried again alone, since the memory is shared. */
  async #attempt(request: SandboxRequest, limits: SandboxLimits, pool: Interpreters): Promise<Attempt> {
    const { code, foreign = code } = request;
    const program = { code, foreign, mostBytes: limits.memoryBytes };
    return pool.within(program, async (interpreter) => {
      if (request.signal?.aborted === true) return { t: 'done', result: abortedBefore() };
      const hadCompany = interpreter.inside.size > 0;
      const outcome = await attempt(interpreter, request, limits);
      if (outcome.t === 'lost' || outcome.result.ok || outcome.result.failure.kind !== 'memory') return outcome;
      pool.retire(interpreter);
      return hadCompany || interpreter.inside.size > 1 ? { t: 'lost', end: null } : outcome;
    });
  }

  async #aloneInProcess(request: SandboxRequest, limits: SandboxLimits): Promise<SandboxResult> {
    const process = await WasmProcess.start(this.#packages).catch((error: unknown) => error as Error);
    if (process instanceof Error) return notRun(unavailableBecause(process));
    try {
      const interpreter = process.open();
      interpreter.limit(limits.memoryBytes);
      await interpreter.up;
      const outcome = await attempt(interpreter, request, limits);
      return outcome.t === 'done' ? outcome.result : notRun(failureOfEnd(outcome.end));
    } finally {
      await process.close();
    }
  }

  async #live(): Promise<WasmProcess> {
    if (this.#isClosed) throw new Error('it has been closed');
    const current = this.#process;
    const process = await current?.catch(() => undefined);
    if (process?.isAlive === true) return process;
    // Of many runs that find it dead, the first one starts a new one.
    if (this.#process === current) this.#process = WasmProcess.start(this.#packages);
    return this.#process!;
  }

  /** A started one. From an image that no interpreter starts from, a new one is made. */
  async #interpreter(): Promise<Interpreter> {
    const interpreter = await this.#next();
    await interpreter.up;
    if (interpreter.isOpen || !interpreter.process.isAlive) return interpreter;
    dropImage();
    interpreter.process.destroy();
    const another = await this.#next();
    await another.up;
    if (another.isOpen || !another.process.isAlive) return another;
    throw wasmLackError('no-start', 'no interpreter starts');
  }

  /** One that waits, if there is one; and another one begins to start. */
  async #next(): Promise<Interpreter> {
    const claimed = this.#spare;
    this.#spare = undefined;
    const spare = await claimed?.catch(() => undefined);
    const process = await this.#live();
    const interpreter = spare?.hasRoom === true && spare.process === process ? spare : process.open();
    this.#spare ??= interpreter.up.then(() => process.open());
    return interpreter;
  }
}

/** SIGKILL and SIGTERM come from outside: no run can send them. */
function failureOfEnd(end: ProcessEnd | null) {
  if (end === null) return brokeInterpreter('it did not stop');
  if (end.signal === 'SIGKILL' || end.signal === 'SIGTERM')
    return unavailableBecause(`its process was ended from outside by ${end.signal}`);
  return brokeInterpreter(`its process ended by ${end.signal ?? `status ${end.code}`}`);
}
