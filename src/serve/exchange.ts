import { randomUUID } from 'node:crypto';
import { headOf } from '../base/clip.ts';
import { readJson, refuse } from '../providers/chat-api/index.ts';
import { type Question, answerTo } from './answer.ts';
import type { Answer, InputRule } from './contract.ts';
import type { Asked, Dialect, Head } from './dialect/contract.ts';
import { RequestFailure, type Waits, closing, failureOf } from './failure.ts';
import { inputOf } from './input.ts';
import type { Admission, Places } from './places.ts';
import { type Served, findServed } from './served.ts';
import { executorRequest, sideRequestIn } from './side-request.ts';
import { streamOf } from './stream.ts';
import { type ServeContext, type Ticket, ticketFor } from './ticket.ts';
import { type CallLog, callLog } from './watch/calls.ts';
import type { Watch } from './watch/contract.ts';
import { type RequestTrace, newTrace, traceIn } from './watch/trace-context.ts';

/** What all requests share. */
export interface Service {
  served: readonly Served[];
  places: Places;
  rule: InputRule;
  isFresh: boolean;
  timeoutMs: number;
  heartbeatMs: number;
  stallMs: number;
  now: () => number;
  waits: Waits;
  /** Fires when what is under way is broken off. */
  closing: AbortSignal;
  /** Whether nothing new is taken. */
  isStopping: () => boolean;
  /** Told of each request when it is over. */
  watch: Watch;
  /** Whether a request that belongs to no trace begins one. */
  isTracing: boolean;
}

/** One request, from its body to its answer's last byte. */
export async function exchange(c: ServeContext, dialect: Dialect, service: Service): Promise<Response> {
  const body = await readJson(c);
  if (body === undefined) throw noJson();
  const reading = dialect.read(body);
  if (!reading.ok) return refuse(c, reading.refusal);
  const { asked } = reading;
  const served = findServed(service.served, asked.model);
  if (served === undefined) throw unknownModel(asked.model, service);
  c.set('model', served.id);
  const id = `${dialect.prefix}-${randomUUID()}`;
  const side = sideRequestIn(asked.messages);
  const shared = { service, served, dialect, asked };
  if (side !== undefined) {
    const wanted = executorRequest(asked);
    if (!wanted.ok) return refuse(c, wanted.refusal);
    return answered(c, { ...shared, question: { id, side, request: wanted.request }, ignored: [] });
  }
  const input = inputOf(asked.messages, service.rule);
  if (!input.ok) return refuse(c, input.refusal);
  const ignored = [...asked.ignored, ...(input.isPart ? ['messages'] : [])];
  return answered(c, { ...shared, question: { id, input: input.input }, ignored });
}

interface Exchange {
  service: Service;
  served: Served;
  dialect: Dialect;
  asked: Asked;
  question: Question;
  ignored: readonly string[];
}

async function answered(c: ServeContext, exchanged: Exchange): Promise<Response> {
  const { service, served, dialect, asked, question, ignored } = exchanged;
  const { isFresh, waits } = service;
  const ticket = ticketFor(c, service);
  const trace = traceIn(c.req.header('traceparent'), c.req.header('tracestate')) ?? ownTrace(service);
  const log = callLog(ticket.startedAt, trace);
  const entering = enter(served, ticket, service);
  const answering = entering.then(({ admission }) =>
    answerTo({ served, question, ticket, admission, log, isFresh, waits }),
  );
  watched(exchanged, { ticket, answering, trace, log });
  c.set('isWatched', true);
  const { run } = await entering;
  const { hash } = served.subject;
  const created = Math.floor(service.now() / 1_000);
  const head: Head = { id: question.id, created, model: served.id, system_fingerprint: hash.slice(0, 12) };
  c.header('x-request-id', question.id);
  c.header('x-w4s-run', run);
  if (ignored.length > 0) c.header('x-w4s-ignored', ignored.join(', '));
  if ('side' in question) c.header('x-w4s-answered-by', 'executor');
  return asked.stream
    ? streamed(c, exchanged, { ticket, answering, head })
    : plain(c, dialect, { head, answer: await answering });
}

/** @throws {RequestFailure} where it is not let in, before a stream begins */
async function enter(served: Served, ticket: Ticket, service: Service): Promise<{ run: string; admission: Admission }> {
  const run = await runOfToday(served, service);
  const admission = service.places.admit();
  void ticket.over.then(() => admission.end());
  return { run, admission };
}

async function runOfToday(served: Served, { isStopping, waits }: Service): Promise<string> {
  if (isStopping()) throw closing();
  try {
    const { refusal, runId } = await served.today();
    if (refusal !== undefined) throw refusal;
    return runId;
  } catch (error) {
    throw failureOf(error, waits);
  }
}

function plain(c: ServeContext, dialect: Dialect, { head, answer }: { head: Head; answer: Answer }): Response {
  c.header('x-w4s-run', answer.run);
  c.header('x-w4s-calls', String(answer.calls));
  if (answer.program !== undefined) c.header('x-w4s-program', answer.program);
  return c.json(dialect.reply(head, answer));
}

interface Answering {
  ticket: Ticket;
  answering: Promise<Answer>;
}

function streamed(
  c: ServeContext,
  { dialect, asked, service }: Exchange,
  { ticket, answering, head }: Answering & { head: Head },
): Response {
  const { heartbeatMs, stallMs } = service;
  // Comment lines keep the connection of a reader alive.
  c.env.outgoing.setTimeout(heartbeatMs + stallMs);
  const onFailure = ({ facts }: RequestFailure): void => void (ticket.status = facts.status);
  const body = streamOf({ dialect, head, asked, answering, heartbeatMs, onFailure });
  c.header('content-type', 'text/event-stream; charset=utf-8');
  c.header('cache-control', 'no-cache');
  c.header('x-accel-buffering', 'no');
  return c.body(body);
}

function ownTrace({ isTracing }: Service): RequestTrace | undefined {
  return isTracing ? newTrace() : undefined;
}

/** Tells how it ended, once it is over. */
function watched(
  { service, served, question }: Exchange,
  { ticket, answering, trace, log }: Answering & { trace: RequestTrace | undefined; log: CallLog },
): void {
  const begunAt = service.now();
  const settled = answering.then(
    (answer) => ({ answer }),
    (error: unknown) => {
      if (error instanceof RequestFailure && ticket.status === 200) ticket.status = error.facts.status;
      return {};
    },
  );
  void Promise.all([settled, ticket.over]).then(([outcome]) =>
    service.watch.ended({
      ...outcome,
      id: question.id,
      model: served.id,
      executor: served.executor,
      isSide: 'side' in question,
      status: ticket.status,
      begunAt,
      ms: performance.now() - ticket.startedAt,
      trace,
      calls: log.calls,
    }),
  );
}

function noJson(): RequestFailure {
  return new RequestFailure('Expected a JSON object in UTF-8 as body, got something else', {
    status: 400,
    code: 'invalid_json',
  });
}

export function unknownModel(model: string, { served }: Pick<Service, 'served'>): RequestFailure {
  const ids = served.map(({ id }) => id).join(', ');
  const message = `The model \`${headOf(model, 100)}\` does not exist; available: ${ids}`;
  return new RequestFailure(message, { status: 404, code: 'model_not_found', param: 'model' });
}
