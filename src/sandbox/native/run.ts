import { createConnection, type Socket } from 'node:net';
import type { SandboxFailure, SandboxLimits, SandboxRequest, SandboxResult } from '../contract.ts';
import { messageOf } from '../../base/errors.ts';
import { type Ending, failureOfEnding } from './ending.ts';
import { brokeProtocol, Exchange, type Outcome } from '../exchange.ts';
import { encodeFrame, FrameReader } from '../frames.ts';
import { encodeHeader } from '../limits.ts';
import { unavailableBecause } from '../not-run.ts';
import type { Zygote } from './zygote.ts';

/** The smallest limit for a call's arguments, including the frame around them. */
const SMALLEST_FRAME_LIMIT = 1 << 20;
const FRAME_OVERHEAD = 1 << 16;
/** How long a process may live after its result. */
const GRACE_MS = 50;
/** Longest wait for the lock-down: nothing hostile has run until then, so the zygote is at fault. */
const START_MS = 20_000;
/** How far a run may exceed its deadline before the zygote, not the run, is at fault. */
const ZYGOTE_SLACK_MS = 5000;

/** One run on its own connection, so that no frame can refer to another run. */
export class Run {
  /** Resolves when the process is locked down or has ended. */
  readonly started: Promise<void>;
  readonly result: Promise<SandboxResult>;
  readonly #zygote: Zygote;
  readonly #limits: SandboxLimits;
  readonly #id: number;
  readonly #socket: Socket;
  readonly #startedAt = performance.now();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #exchange: Exchange;
  #markStarted!: () => void;

  constructor(zygote: Zygote, request: SandboxRequest, limits: SandboxLimits) {
    this.#zygote = zygote;
    this.#limits = limits;
    this.#exchange = new Exchange(request, limits, {
      reply: (text) => this.#reply(encodeFrame(text)),
      ended: () => this.#killSoon(),
      hello: () => this.#markStarted(),
    });
    this.started = new Promise((resolve) => (this.#markStarted = resolve));
    const { id, ended, forget } = zygote.expect();
    this.#id = id;
    this.#socket = createConnection(zygote.socketPath);
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'connect') return;
      // Without a connection the zygote knows of no run and will report none.
      if (error.code === 'EAGAIN' && this.#exchange.settle(unavailable(error.message))) forget();
      // It is gone, or its socket is: another one must replace it.
      else if (error.code !== 'EAGAIN') zygote.destroy();
    });
    this.#listen();
    this.#socket.write(Buffer.concat([encodeHeader(this.#id, this.#limits), encodeFrame(this.#exchange.task)]));
    this.result = this.#finish(ended, request.signal);
  }

  #listen(): void {
    const reader = new FrameReader(Math.max(this.#limits.outputBytes, SMALLEST_FRAME_LIMIT) + FRAME_OVERHEAD);
    this.#socket.on('data', (chunk: Buffer) => {
      try {
        for (const text of reader.push(chunk)) this.#exchange.receive(text);
      } catch (error) {
        this.#stop(brokeProtocol(messageOf(error)));
      }
    });
  }

  /** Stop reading from a run that does not take its replies, or it could fill the host with them. */
  #reply(frame: Buffer): void {
    if (!this.#socket.writable || this.#socket.write(frame)) return;
    this.#socket.pause();
    this.#socket.once('drain', () => this.#socket.resume());
  }

  #stop(failure: SandboxFailure): void {
    if (this.#exchange.settle({ ok: false, failure })) this.#zygote.kill(this.#id);
  }

  #killSoon(): void {
    this.#timers.push(setTimeout(() => this.#zygote.kill(this.#id), GRACE_MS));
  }

  async #finish(ended: Promise<Ending | undefined>, signal: AbortSignal | undefined): Promise<SandboxResult> {
    const abort = (): void => this.#stop({ kind: 'killed', message: 'The run was aborted.' });
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted === true) abort();
    const startTimer = setTimeout(() => this.#zygote.destroy(), START_MS);
    void this.started.then(() => clearTimeout(startTimer));
    this.#timers.push(setTimeout(() => this.#zygote.destroy(), this.#limits.wallMs + ZYGOTE_SLACK_MS));
    void ended.then(() => this.#socket.resume()); // read its last output; nobody waits for a reply
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    const [ending] = await Promise.all([ended, closed]);
    signal?.removeEventListener('abort', abort);
    this.#timers.forEach(clearTimeout);
    this.#markStarted();
    return { ...this.#outcomeOf(ending), ...this.#report(ending) };
  }

  #outcomeOf(ending: Ending | undefined): Outcome {
    const { outcome, transcript } = this.#exchange;
    if (outcome !== undefined) return outcome;
    if (ending === undefined) return unavailable('the sandbox process ended');
    const hasBegun = transcript.saidHello || ending.reason !== null;
    if (!hasBegun) return unavailable('a process ended before it was ready');
    return { ok: false, failure: failureOfEnding(ending, this.#limits) };
  }

  #report(ending: Ending | undefined) {
    const wallMs = performance.now() - this.#startedAt;
    const { stdout, audit } = this.#exchange.transcript;
    return { stdout, cpuMs: ending?.cpuMs ?? 0, wallMs, audit };
  }
}

function unavailable(why: string): Outcome {
  return { ok: false, failure: unavailableBecause(why) };
}
