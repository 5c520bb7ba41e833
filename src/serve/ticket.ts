import type { Context } from 'hono';
import { startTimer } from '../base/timer.ts';
import { RequestFailure } from './failure.ts';
import type { ServeEnv } from './line.ts';

export type ServeContext = Context<ServeEnv>;

/** One request under way: what ends it early, and when it is over. */
export interface Ticket {
  readonly startedAt: number;
  /** Fires with a {@link RequestFailure} as reason. */
  readonly signal: AbortSignal;
  /** How it ended, as an HTTP status: of a stream that fails midway too. */
  status: number;
  /** Resolves once the answer is sent, or the client is gone. */
  readonly over: Promise<void>;
}

export interface TicketOptions {
  timeoutMs: number;
  /** Fires when the server breaks off what is under way. */
  closing: AbortSignal;
}

export function ticketFor(c: ServeContext, { timeoutMs, closing }: TicketOptions): Ticket {
  const controller = new AbortController();
  const { outgoing } = c.env;
  const over = Promise.withResolvers<void>();
  const ticket = { startedAt: performance.now(), signal: controller.signal, status: 200, over: over.promise };
  const timer = startTimer(() => controller.abort(tooLong(timeoutMs)), timeoutMs);
  const close = (): void => controller.abort(closing.reason);
  closing.addEventListener('abort', close, { once: true });
  const end = (): void => {
    clearTimeout(timer);
    closing.removeEventListener('abort', close);
    if (!outgoing.writableFinished) {
      ticket.status = 499;
      controller.abort(hungUp());
    }
    over.resolve();
  };
  if (outgoing.destroyed) end();
  else outgoing.once('close', end);
  return ticket;
}

function tooLong(ms: number): RequestFailure {
  return new RequestFailure(`The request took longer than ${ms / 1_000} s`, { status: 504, code: 'timeout' });
}

function hungUp(): RequestFailure {
  return new RequestFailure('The client hung up', { status: 499, code: 'client_closed_request' });
}
