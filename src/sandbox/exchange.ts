import { serveCall } from './calls.ts';
import type { SandboxFailure, SandboxLimits, SandboxRequest } from './contract.ts';
import { FrameError } from './frames.ts';
import type { Json } from '../base/json.ts';
import { type ChildMessage, parseChildMessage } from './messages.ts';
import { Transcript } from './transcript.ts';
import { encodeJson } from './values.ts';

export type Outcome = { ok: true; value: Json } | { ok: false; failure: SandboxFailure };

const MAX_OPEN_CALLS = 512;

/** How the backend carries an exchange on. */
export interface Carrier {
  /** Hands the text of a call's reply to the run. */
  reply(text: string, call: number): void;
  /** The run has said how it ended: it is given nothing more. */
  ended(): void;
  hello?(): void;
}

/** What a run says and what the host answers, whatever carries it. The code may have forged all that comes. */
export class Exchange {
  readonly transcript: Transcript;
  /** The first one stands; later messages are ignored. */
  outcome: Outcome | undefined;
  readonly #request: SandboxRequest;
  readonly #carrier: Carrier;
  readonly #openCalls = new Set<number>();

  constructor(request: SandboxRequest, limits: SandboxLimits, carrier: Carrier) {
    this.#request = request;
    this.#carrier = carrier;
    this.transcript = new Transcript(limits);
  }

  /** What the run is asked to do, as its first frame has it. */
  get task(): string {
    const { code, entry = [], args = [], agent = null, orLastValue = false } = this.#request;
    return encodeJson({ code, entry: typeof entry === 'string' ? [entry] : entry, args, agent, orLastValue });
  }

  /** Takes one message of the run. Throws {@link FrameError} where no honest one would come. */
  receive(text: string): void {
    if (this.outcome === undefined) this.#take(parseChildMessage(text));
  }

  /** Whether this is the outcome. */
  settle(outcome: Outcome): boolean {
    if (this.outcome !== undefined) return false;
    this.outcome = outcome;
    return true;
  }

  #take(message: ChildMessage): void {
    switch (message.t) {
      case 'hello':
        this.transcript.hello();
        return this.#carrier.hello?.();
      case 'out':
        return this.transcript.print(message.text);
      case 'audit':
        return this.transcript.note({ event: message.event, detail: message.detail });
      case 'call':
        return this.#call(message);
      case 'result':
        return this.#end({ ok: true, value: message.value });
      case 'fail': {
        const { t: _, ...failure } = message;
        return this.#end({ ok: false, failure });
      }
    }
  }

  #end(outcome: Outcome): void {
    if (this.settle(outcome)) this.#carrier.ended();
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
      if (this.outcome === undefined) this.#carrier.reply(reply, call.id);
    });
  }
}

/** The outcome of a run that broke the protocol. */
export function brokeProtocol(why: string): SandboxFailure {
  return { kind: 'protocol', message: `The process broke the protocol: ${why}.` };
}
