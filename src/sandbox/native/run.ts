import { createConnection, type Socket } from 'node:net';
import type { SandboxFailure, SandboxLimits, SandboxRequest, SandboxResult } from '../contract.ts';
import type { Json } from '../../base/json.ts';
import { messageOf } from '../../base/errors.ts';
import { serveCall } from '../calls.ts';
import { type Ending, failureOfEnding } from './ending.ts';
import { encodeFrame, FrameError, FrameReader } from './frames.ts';
import { encodeHeader } from '../limits.ts';
import { type ChildMessage, parseChildMessage } from './messages.ts';
import { Transcript } from '../transcript.ts';
import { encodeJson } from '../values.ts';
import type { Zygote } from './zygote.ts';

type Outcome = { ok: true; value: Json } | { ok: false; failure: SandboxFailure };

const MAX_OPEN_CALLS = 512;
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
  readonly #request: SandboxRequest;
  readonly #limits: SandboxLimits;
  readonly #id: number;
  readonly #socket: Socket;
  readonly #startedAt = performance.now();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #openCalls = new Set<number>();
  readonly #transcript: Transcript;
  #markStarted!: () => void;
  #outcome: Outcome | undefined;

  constructor(zygote: Zygote, request: SandboxRequest, limits: SandboxLimits) {
    this.#zygote = zygote;
    this.#request = request;
    this.#limits = limits;
    this.#transcript = new Transcript(limits);
    this.started = new Promise((resolve) => (this.#markStarted = resolve));
    const { id, ended, forget } = zygote.expect();
    this.#id = id;
    this.#socket = createConnection(zygote.socketPath);
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'connect') return;
      // Without a connection the zygote knows of no run and will report none.
      if (error.code === 'EAGAIN') this.#settle(unavailable(error.message), forget);
      // It is gone, or its socket is: another one must replace it.
      else zygote.destroy();
    });
    this.#listen();
    this.#send();
    this.result = this.#finish(ended);
  }

  #send(): void {
    const { code, entry = [], args = [], agent = null, orLastValue = false } = this.#request;
    const body = encodeJson({ code, entry: typeof entry === 'string' ? [entry] : entry, args, agent, orLastValue });
    this.#socket.write(Buffer.concat([encodeHeader(this.#id, this.#limits), encodeFrame(body)]));
  }

  #listen(): void {
    const reader = new FrameReader(Math.max(this.#limits.outputBytes, SMALLEST_FRAME_LIMIT) + FRAME_OVERHEAD);
    this.#socket.on('data', (chunk: Buffer) => {
      try {
        for (const text of reader.push(chunk)) if (this.#outcome === undefined) this.#receive(parseChildMessage(text));
      } catch (error) {
        this.#stop({ kind: 'protocol', message: `The process broke the protocol: ${messageOf(error)}.` });
      }
    });
  }

  #receive(message: ChildMessage): void {
    switch (message.t) {
      case 'hello':
        this.#transcript.hello();
        return this.#markStarted();
      case 'out':
        return this.#transcript.print(message.text);
      case 'audit':
        return this.#transcript.note({ event: message.event, detail: message.detail });
      case 'call':
        return this.#call(message);
      case 'result':
        return this.#settle({ ok: true, value: message.value }, () => this.#killSoon());
      case 'fail': {
        const { t: _, ...failure } = message;
        return this.#settle({ ok: false, failure }, () => this.#killSoon());
      }
    }
  }

  #call(call: ChildMessage & { t: 'call' }): void {
    const { agent, onCall } = this.#request;
    if (agent?.includes(call.method) !== true || onCall === undefined)
      throw new FrameError('a call of a method that it does not have came');
    if (this.#openCalls.has(call.id)) throw new FrameError('a call with the number of an open one came');
    if (this.#openCalls.size >= MAX_OPEN_CALLS) throw new FrameError(`more than ${MAX_OPEN_CALLS} calls are open`);
    this.#openCalls.add(call.id);
    void serveCall(call, onCall).then((reply) => {
      this.#openCalls.delete(call.id);
      if (this.#outcome === undefined) this.#reply(encodeFrame(reply));
    });
  }

  /** Stop reading from a run that does not take its replies, or it could fill the host with them. */
  #reply(frame: Buffer): void {
    if (!this.#socket.writable || this.#socket.write(frame)) return;
    this.#socket.pause();
    this.#socket.once('drain', () => this.#socket.resume());
  }

  /** The first outcome stands; later messages are ignored. */
  #settle(outcome: Outcome, then: () => void): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    then();
  }

  #stop(failure: SandboxFailure): void {
    this.#settle({ ok: false, failure }, () => this.#zygote.kill(this.#id));
  }

  #killSoon(): void {
    this.#timers.push(setTimeout(() => this.#zygote.kill(this.#id), GRACE_MS));
  }

  async #finish(ended: Promise<Ending | undefined>): Promise<SandboxResult> {
    const { signal } = this.#request;
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
    if (this.#outcome !== undefined) return this.#outcome;
    if (ending === undefined) return unavailable('the sandbox process ended');
    const hasBegun = this.#transcript.saidHello || ending.reason !== null;
    if (!hasBegun) return unavailable('a process ended before it was ready');
    return { ok: false, failure: failureOfEnding(ending, this.#limits) };
  }

  #report(ending: Ending | undefined) {
    const wallMs = performance.now() - this.#startedAt;
    const { stdout, audit } = this.#transcript;
    return { stdout, cpuMs: ending?.cpuMs ?? 0, wallMs, audit };
  }
}

/** The result of a run that could not start. */
export function notRun(failure: SandboxFailure): SandboxResult {
  return { ok: false, failure, stdout: '', cpuMs: 0, wallMs: 0, audit: [] };
}

export function unavailableBecause(error: unknown): SandboxFailure {
  return { kind: 'unavailable', message: `The sandbox is not available: ${messageOf(error)}.` };
}

function unavailable(why: string): Outcome {
  return { ok: false, failure: unavailableBecause(why) };
}
