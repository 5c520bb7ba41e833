import { Clock, SLOTS, timeMs } from './clock.ts';
import type { FromInterpreter, OverReason, ToInterpreter, ToWarden } from './messages.ts';
import { passOn, tellHost } from './pipe.ts';

interface PlaceOptions {
  place: number;
  module: WebAssembly.Module;
  image: Uint8Array;
  onEnd: (id: number) => void;
  /** See `Meter`. */
  share: () => number;
}
type RunRequest = ToWarden & { t: 'run' };
interface Held extends RunRequest {
  slot: number;
  /** Of the clock, when the run was last charged; and what it was charged. */
  seenMs: number;
  cpuUsedMs: number;
  /** The most that others may have worked meanwhile: what a run says of the clock is not believed beyond that. */
  mostOthersMs: number;
  isOver: boolean;
}
interface InterpreterWorker extends EventTarget {
  postMessage(message: ToInterpreter): void;
  terminate(): void;
}
interface ErrorEvent extends Event {
  message: string;
}
declare const Worker: new (url: URL, options: object) => InterpreterWorker;

/** How long the strands of a run that is over may take to end: more on a busy machine, up to the second of these. */
const GRACE_MS = 250;
const LONGEST_GRACE_MS = 5000;

/** An interpreter as the warden sees it, and the clock over its runs. */
export class Place {
  readonly #options: PlaceOptions;
  readonly #worker: InterpreterWorker;
  readonly #clock = new Clock();
  readonly #runs = new Map<number, Held>();
  readonly #free: number[] = Array.from({ length: SLOTS }, (_, index) => SLOTS - 1 - index);
  #isClosed = false;

  constructor(options: PlaceOptions) {
    this.#options = options;
    this.#worker = startWorker(
      (message) => this.#receive(message),
      (why) => this.#break(why),
    );
    const { module, image } = options;
    this.#worker.postMessage({ t: 'boot', module, image, clock: this.#clock.shared });
  }

  limit(mostBytes: number): void {
    this.#worker.postMessage({ t: 'limit', mostBytes });
  }

  judge(code: string): void {
    this.#worker.postMessage({ t: 'judge', code });
  }

  run(request: RunRequest): void {
    const slot = this.#free.pop()!;
    this.#clock.begin(slot);
    let mostOthersMs = 0;
    for (const other of this.#runs.values()) {
      other.mostOthersMs += request.cpuMs;
      mostOthersMs += other.cpuMs;
    }
    this.#runs.set(request.id, { ...request, slot, seenMs: 0, cpuUsedMs: 0, mostOthersMs, isOver: false });
    const { id, outputBytes, text } = request;
    this.#worker.postMessage({ t: 'run', id, slot, outputBytes, text });
  }

  reply({ id, call, text }: ToWarden & { t: 'reply' }): void {
    this.#worker.postMessage({ t: 'reply', id, call, text });
  }

  stop(id: number): void {
    const run = this.#runs.get(id);
    if (run !== undefined) this.#end(run, null);
  }

  close(): void {
    this.#isClosed = true;
    this.#worker.terminate();
    for (const id of this.#runs.keys()) this.#options.onEnd(id);
  }

  #receive(message: FromInterpreter): void {
    if (message.t === 'up') return tellHost({ t: 'up', place: this.#options.place });
    if (message.t === 'image' || this.#isClosed) return;
    if (message.t === 'judged') return tellHost({ t: 'judged', place: this.#options.place, isPlain: message.isPlain });
    const run = this.#runs.get(message.id);
    if (run === undefined) return;
    switch (message.t) {
      case 'said':
        return this.#say(run, message.text);
      case 'told':
        return this.#end(run, null);
      case 'ended':
        return this.#forget(run, message.heapBytes);
      case 'broken':
        this.#end(run, message.outOfMemory ? 'memory' : 'broken', message.why);
        return this.#lose();
    }
  }

  /** The host judges what is said; here only its amount counts. */
  #say(run: Held, text: string): void {
    if (run.isOver) return;
    passOn(run.id, text);
  }

  get isIdle(): boolean {
    return this.#runs.size === 0;
  }

  /** Of all its runs together, by the clock. */
  get busyMs(): number {
    return this.#clock.busyMs;
  }

  /** Charges each run for its work, and ends those that have taken longer than they may. */
  look(share: number): void {
    for (const run of this.#runs.values()) {
      if (run.isOver) continue;
      this.#charge(run, share);
      const startedMs = this.#clock.startedMs(run.slot);
      if (run.cpuUsedMs > run.cpuMs) this.#end(run, 'cpu');
      else if (startedMs !== undefined && timeMs() - startedMs - this.#othersMs(run) > run.wallMs)
        this.#end(run, 'wall');
    }
  }

  #othersMs({ slot, mostOthersMs }: Held): number {
    return Math.min(this.#clock.othersMs(slot), mostOthersMs);
  }

  /** `share`: how much of the time at work the processor really worked for this process. */
  #charge(run: Held, share: number): void {
    const workedMs = this.#clock.cpuMs(run.slot);
    run.cpuUsedMs += (workedMs - run.seenMs) * share;
    run.seenMs = workedMs;
  }

  /** The run is over, for whatever reason; what is left of it in the interpreter has a little time to end. */
  #end(run: Held, reason: OverReason | null, detail = ''): void {
    if (run.isOver) return;
    run.isOver = true;
    this.#charge(run, this.#options.share());
    tellHost({ t: 'over', id: run.id, reason, detail, cpuMs: run.cpuUsedMs });
    this.#clock.stop(run.slot);
    this.#worker.postMessage({ t: 'stop', id: run.id });
    const graceMs = Math.min(LONGEST_GRACE_MS, GRACE_MS / this.#options.share());
    setTimeout(() => {
      if (this.#runs.get(run.id) === run) this.#lose();
    }, graceMs);
  }

  #forget(run: Held, heapBytes: number): void {
    this.#runs.delete(run.id);
    this.#free.push(run.slot);
    this.#options.onEnd(run.id);
    tellHost({ t: 'ended', id: run.id, heapBytes });
  }

  /** The worker itself failed: the run at work made it. */
  #break(why: string): void {
    const run = [...this.#runs.values()].find(({ slot }) => slot === this.#clock.slot);
    if (run !== undefined) this.#end(run, 'broken', why);
    this.#lose();
  }

  #lose(): void {
    if (this.#isClosed) return;
    this.close();
    tellHost({ t: 'lost', place: this.#options.place });
  }
}

/** A worker without any permission. */
export function startWorker(
  receive: (message: FromInterpreter) => void,
  onBroken: (why: string) => void,
): InterpreterWorker {
  const file = import.meta.url.endsWith('.ts') ? './interpreter.ts' : './interpreter.js';
  const worker = new Worker(new URL(file, import.meta.url), { type: 'module', deno: { permissions: 'none' } });
  worker.addEventListener('message', (event) => receive((event as MessageEvent).data as FromInterpreter));
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    onBroken((event as ErrorEvent).message);
  });
  return worker;
}
