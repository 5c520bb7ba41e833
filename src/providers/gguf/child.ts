/** The process that holds a model: a malformed file takes down this one and not its parent. */
import { messageOf } from '../../base/errors.ts';
import { ModelError } from '../../model/contract.ts';
import { type Engine, openEngine } from './engine.ts';
import type { Failure, FromChild, GgufRequest, GgufSettings, ToChild } from './protocol.ts';

let engine: Engine | undefined;
const running = new Map<number, AbortController>();

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined); // the parent also gets it and decides
process.on('message', (message: ToChild) => {
  if (message.type === 'open') void open(message.settings);
  else if (message.type === 'complete') void complete(message.id, message.request);
  else running.get(message.id)?.abort();
});

async function open(settings: GgufSettings): Promise<void> {
  try {
    engine = await openEngine(settings);
    send({ type: 'opened', facts: engine.facts });
  } catch (error) {
    send({ type: 'open-failed', failure: failureOf(error) });
  }
}

async function complete(id: number, request: GgufRequest): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (engine === undefined) throw new Error('Expected the model to be open before the first request');
    send({ type: 'completed', id, answer: await engine.complete(request, controller.signal) });
  } catch (error) {
    send({ type: 'failed', id, failure: failureOf(error) });
  } finally {
    running.delete(id);
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof ModelError)) return { kind: 'server', message: messageOf(error) };
  const { kind, message, requestFault, hint } = error;
  return { kind, message, requestFault, hint };
}

function send(message: FromChild): void {
  process.send?.(message);
}
