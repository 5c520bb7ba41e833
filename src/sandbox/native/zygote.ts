import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Ending, KillReason } from './ending.ts';
import { encodeFrame, FrameReader } from '../frames.ts';
import type { Launched, ZygoteFacts } from './launch.ts';

const MAX_CONTROL_FRAME = 1 << 16;
const CLOSE_TIMEOUT_MS = 2000;

interface ExitMessage extends Ending {
  id: number;
  reason: KillReason | null;
}

/** A running zygote, seen from the host: it reports how runs end and kills them on request. */
export class Zygote {
  readonly facts: ZygoteFacts;
  readonly socketPath: string;
  readonly #process: ChildProcess;
  readonly #control: Socket;
  readonly #ended: Promise<void>;
  #runs = new Map<number, (ending: Ending | undefined) => void>();
  #lastId = 0;
  #alive = true;

  constructor({ process: child, control, facts, ended }: Launched) {
    this.facts = facts;
    this.socketPath = join(facts.directory, 'run');
    this.#process = child;
    this.#control = control as Socket;
    this.#ended = ended.then(() => this.#lose());
    this.#listen();
    (child.stderr as Socket | null)?.unref();
    this.#hold(false);
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /**
   * Registers a run. `ended` resolves when its process is gone: to its ending, or undefined if the zygote went first.
   */
  expect(): { id: number; ended: Promise<Ending | undefined>; forget: () => void } {
    this.#lastId = (this.#lastId + 1) % 2 ** 32;
    const id = this.#lastId;
    this.#hold(true);
    const ended = new Promise<Ending | undefined>((resolve) => this.#runs.set(id, resolve));
    if (!this.#alive) this.#settle(id, undefined);
    return { id, ended, forget: () => this.#settle(id, undefined) };
  }

  kill(id: number): void {
    if (this.#alive && this.#runs.has(id)) this.#control.write(encodeFrame(JSON.stringify({ t: 'kill', id })));
  }

  /** For a zygote that no longer answers. */
  destroy(): void {
    this.#process.kill('SIGKILL');
  }

  /** Ends every run and the process; returns once it is gone. */
  async close(): Promise<void> {
    this.#process.ref();
    this.#control.end();
    const timer = setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  /** An idle sandbox must not keep a program running; a busy one must, until it has reported how its runs end. */
  #hold(busy: boolean): void {
    for (const handle of [this.#process, this.#control]) {
      if (busy) handle.ref();
      else handle.unref();
    }
  }

  #listen(): void {
    const reader = new FrameReader(MAX_CONTROL_FRAME);
    this.#control.on('data', (chunk: Buffer) => {
      for (const text of reader.push(chunk)) {
        const { id, reason, detail, code, cpuMs } = JSON.parse(text) as ExitMessage;
        this.#settle(id, { reason, detail, code, cpuMs });
      }
    });
  }

  #settle(id: number, ending: Ending | undefined): void {
    const resolve = this.#runs.get(id);
    if (resolve === undefined) return;
    this.#runs.delete(id);
    this.#hold(this.#runs.size > 0);
    resolve(ending);
  }

  #lose(): void {
    this.#alive = false;
    for (const id of this.#runs.keys()) this.#settle(id, undefined);
    this.#control.destroy();
  }
}
