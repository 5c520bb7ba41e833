import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context } from 'hono';
import { setTimeout as wait } from 'node:timers/promises';
import { errorBody, eventText, guard, readJson, refuse } from '../chat-api/index.ts';
import { seededRandom } from '../../base/random.ts';
import { chunksOf, completionOf, speakAll, usageOf } from './completion.ts';
import type { ChatRequest, SimFault, SimOptions, Speaker } from './contract.ts';
import { drawFault, drawLatency } from './faults.ts';
import { SIM_NOTICE, modelList, rootPage } from './notice.ts';
import { readRequest } from './request.ts';
import type { ParsedRequest } from './request.ts';
import type { StatsBook } from './stats.ts';

type SimContext = Context<{ Bindings: HttpBindings }>;

interface AppOptions {
  options: Required<SimOptions>;
  stats: StatsBook;
  /** The answering model; loads what it needs on the first call. */
  speakerFor: (request: ChatRequest) => Promise<{ speak: Speaker; isKnown: boolean }>;
  /** Fires when the server closes. */
  closing: AbortSignal;
}

export function createApp(parts: AppOptions): Hono<{ Bindings: HttpBindings }> {
  const { options, stats } = parts;
  const random = seededRandom('faults', options.seed);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(guard({ host: options.host }));
  app.get('/', (c) => c.text(rootPage()));
  app.get('/v1', (c) => c.text(rootPage()));
  app.get('/health', (c) => c.json({ status: 'ok', simulated: true, notice: SIM_NOTICE }));
  app.get('/stats', (c) => c.json(stats.snapshot()));
  app.get('/v1/models', (c) => c.json(modelList()));
  app.post('/v1/chat/completions', async (c) => {
    stats.arrive();
    // Hanging and cut requests end with their connection; the others have ended by then too.
    c.env.outgoing.once('close', () => stats.leave());
    if (stats.concurrency > options.maxConcurrent) return tooMany(c, 'busy', parts);
    const fault = drawFault(options.faults, random);
    return chat(c, fault, drawLatency(options.latencyMs, options.jitter, random), parts);
  });
  return app;
}

async function chat(c: SimContext, fault: SimFault | null, latencyMs: number, parts: AppOptions): Promise<Response> {
  const { options, stats, speakerFor, closing } = parts;
  if (fault === '429') return tooMany(c, fault, parts);
  if (fault === 'hang') return hang(c, stats);
  const reading = readRequest(await readJson(c), options.refuse);
  if (!reading.ok) {
    stats.fault('refused');
    return refuse(c, reading.refusal);
  }
  const { request } = reading;
  if (latencyMs > 0) await wait(latencyMs, undefined, { signal: closing });
  if (fault === '500') {
    stats.fault(fault);
    return c.json(errorBody('The simulator was told to fail here.', 'server_error', null, null), 500);
  }
  const { speak, isKnown } = await speakerFor(request);
  const choices = speakAll(request, speak, options.ignoreN ? 1 : request.n);
  const body = request.stream ? streamText(request, choices) : JSON.stringify(completionOf(request, choices));
  if (fault === 'cut') return cutOff(c, body, stats);
  stats.asked(request.model, isKnown);
  stats.sent(choices.length, usageOf(request, choices));
  return c.body(body, 200, { 'content-type': request.stream ? 'text/event-stream' : 'application/json' });
}

function tooMany(c: SimContext, fault: '429' | 'busy', { options, stats }: AppOptions): Response {
  stats.fault(fault);
  const body = errorBody('Rate limit reached in the simulator.', 'rate_limit_error', null, 'rate_limit_exceeded');
  return c.json(body, 429, { 'retry-after': String(options.retryAfterS) });
}

/** Never answers; ends with the connection, when the client gives up or `close()` destroys it. */
async function hang(c: SimContext, stats: StatsBook): Promise<Response> {
  stats.fault('hang');
  const { outgoing } = c.env;
  if (!outgoing.destroyed) await new Promise<void>((resolve) => outgoing.once('close', () => resolve()));
  return RESPONSE_ALREADY_SENT;
}

/** Promises the whole body, sends half of it and drops the connection. */
async function cutOff(c: SimContext, body: string, stats: StatsBook): Promise<Response> {
  stats.fault('cut');
  const bytes = Buffer.from(body, 'utf8');
  const { outgoing } = c.env;
  outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': String(bytes.length) });
  await new Promise<void>((resolve) => outgoing.write(bytes.subarray(0, bytes.length >> 1), () => resolve()));
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

function streamText(request: ParsedRequest, choices: Parameters<typeof chunksOf>[1]): string {
  return [...chunksOf(request, choices), '[DONE]' as const].map(eventText).join('');
}
