import type { SandboxFailure, SandboxLimits, SandboxRequest, SandboxResult } from '../contract.ts';
import { messageOf } from '../../base/errors.ts';
import type { OverReason } from './deno/messages.ts';
import { brokeProtocol, Exchange } from '../exchange.ts';
import type { Interpreter } from './interpreter.ts';
import type { ProcessEnd } from './contract.ts';
import { outOfProcessorTime, outOfTime } from '../stopped.ts';

/** How long a run may go on after its result. */
const GRACE_MS = 50;

/** How one attempt at a run ended. */
export type Attempt =
  | { t: 'done'; result: SandboxResult }
  /** The interpreter is gone, through no fault of this run that anybody knows of. */
  | { t: 'lost'; end: ProcessEnd | null };

/** A run in an interpreter, from its request to its end. */
export function attempt(interpreter: Interpreter, request: SandboxRequest, limits: SandboxLimits): Promise<Attempt> {
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  const startedAt = performance.now();
  const { process } = interpreter;
  let grace: NodeJS.Timeout | undefined;
  const stop = (): void => process.tell({ t: 'stop', id });
  const exchange = new Exchange(request, limits, {
    reply: (text, call) => process.tell({ t: 'reply', id, call, text }),
    ended: () => void (grace = setTimeout(stop, GRACE_MS)),
  });
  const settle = (failure: SandboxFailure): void => {
    if (exchange.settle({ ok: false, failure })) stop();
  };
  const finish = (cpuMs: number): void => {
    const { stdout, audit } = exchange.transcript;
    const outcome = exchange.outcome ?? { ok: false, failure: withoutResult() };
    resolve({ t: 'done', result: { ...outcome, stdout, audit, cpuMs, wallMs: performance.now() - startedAt } });
  };
  const id = process.begin(
    interpreter,
    { wallMs: limits.wallMs, cpuMs: limits.cpuMs, outputBytes: limits.outputBytes, text: exchange.task },
    {
      said: (text) => {
        try {
          exchange.receive(text);
        } catch (error) {
          settle(brokeProtocol(messageOf(error)));
        }
      },
      over: (reason, detail, cpuMs) => {
        if (reason !== null) exchange.settle({ ok: false, failure: failureOf(reason, detail, limits) });
        finish(cpuMs);
      },
      lost: (end) => (exchange.outcome === undefined ? resolve({ t: 'lost', end }) : finish(0)),
    },
  );
  const abort = (): void => settle({ kind: 'killed', message: 'The run was aborted.' });
  request.signal?.addEventListener('abort', abort, { once: true });
  if (request.signal?.aborted === true) abort();
  return promise.finally(() => {
    clearTimeout(grace);
    request.signal?.removeEventListener('abort', abort);
  });
}

function failureOf(reason: OverReason, detail: string, limits: SandboxLimits): SandboxFailure {
  switch (reason) {
    case 'wall':
      return outOfTime(limits);
    case 'cpu':
      return outOfProcessorTime(limits);
    case 'memory':
      return { kind: 'memory', message: 'The code used more memory than it may.' };
    case 'broken':
      return brokeInterpreter(detail);
  }
}

/** As a process that crashes: the code drove the interpreter where it can't go on. */
export function brokeInterpreter(detail: string): SandboxFailure {
  const errorType = /call stack|recursion/i.test(detail) ? 'RecursionError' : 'InterpreterCrash';
  return { kind: 'exception', errorType, message: `${errorType}: the code broke its interpreter: ${detail}` };
}

function withoutResult(): SandboxFailure {
  return { kind: 'exception', errorType: 'SystemExit', message: 'The code ended without a result.' };
}
