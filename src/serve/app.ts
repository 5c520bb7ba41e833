import { Hono, type MiddlewareHandler } from 'hono';
import { randomUUID } from 'node:crypto';
import { bearerOf, guard, isSameSecret, modelBody, unknownUrl } from '../providers/chat-api/index.ts';
import { corsFor } from './cors.ts';
import { chat } from './dialect/chat.ts';
import { completions } from './dialect/completions.ts';
import { responses } from './dialect/responses.ts';
import { type Service, exchange, unknownModel } from './exchange.ts';
import { RequestFailure, failureOf } from './failure.ts';
import type { ServeEnv } from './line.ts';
import { type Served, findServed } from './served.ts';
import type { Watch } from './watch/contract.ts';
import type { Metrics } from './watch/metrics.ts';

export interface AppOptions {
  service: Service;
  /** The host that the server listens on. */
  host: string;
  key?: string;
  /** Origins of web pages that may call it. @default none */
  cors?: readonly string[];
  /** @default no `/metrics` */
  metrics?: Metrics;
}

/** A long conversation, in bytes. */
const MOST_BYTES = 4_000_000;

/** The API as an app. Every failure has OpenAI's form. */
export function createApp({ service, host, key, cors = [], metrics }: AppOptions): Hono<ServeEnv> {
  const app = new Hono<ServeEnv>();
  app.use(async (c, next) => {
    c.header('x-request-id', `req-${randomUUID()}`);
    await next();
  });
  app.use(tellRefused(service.watch));
  app.use(corsFor(cors));
  app.use(guard({ host, maxBodyBytes: MOST_BYTES, anyName: key !== undefined, origins: cors }));
  app.get('/health', (c) => c.json({ status: service.isStopping() ? 'stopping' : 'ok' }));
  if (key !== undefined) app.use(requireKey(key));
  app.get('/v1/models', (c) => c.json({ object: 'list', data: service.served.map(listed) }));
  app.get('/v1/models/:id{.+}', (c) => {
    const served = findServed(service.served, c.req.param('id'));
    if (served === undefined) throw unknownModel(c.req.param('id'), service);
    return c.json(listed(served));
  });
  app.post('/v1/chat/completions', (c) => exchange(c, chat, service));
  app.post('/v1/completions', (c) => exchange(c, completions, service));
  app.post('/v1/responses', (c) => exchange(c, responses, service));
  if (metrics !== undefined) app.get('/metrics', (c) => c.text(metrics.text(), 200, PROMETHEUS));
  for (const [path, method] of METHODS)
    app.all(path, (c) => {
      const message = `Expected ${method} ${path}, got ${c.req.method}`;
      const failure = new RequestFailure(message, { status: 405, code: 'method_not_supported' });
      return c.json(failure.body, 405, { allow: method });
    });
  app.notFound((c) => unknownUrl(c, '/v1/models, /v1/chat/completions, /v1/responses or /v1/completions'));
  app.onError((error, c) => {
    const failure = failureOf(error, service.waits);
    // Nobody reads it where the client hung up.
    const status = failure.facts.status === 499 ? 500 : failure.facts.status;
    return c.json(failure.body, status, failure.headers);
  });
  return app;
}

/** What is asked of each path. */
const METHODS = [
  ['/v1/models', 'GET'],
  ['/v1/models/:id{.+}', 'GET'],
  ['/v1/chat/completions', 'POST'],
  ['/v1/completions', 'POST'],
  ['/v1/responses', 'POST'],
] as const;

const PROMETHEUS = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

/** Of the requests that are not taken. */
function tellRefused(watch: Watch): MiddlewareHandler<ServeEnv> {
  return async (c, next) => {
    const from = performance.now();
    await next();
    const { status } = c.res;
    if (status < 400 || c.get('isWatched') === true) return;
    watch.refused({ model: c.get('model') ?? '', status, ms: performance.now() - from });
  };
}

function requireKey(key: string): MiddlewareHandler {
  return async (c, next) => {
    if (isSameSecret(bearerOf(c.req.header('authorization')) ?? '', key)) return next();
    throw new RequestFailure('Expected the key of this server as bearer, got none or another', {
      status: 401,
      code: 'invalid_api_key',
    });
  };
}

/** With where it comes from. */
function listed({ id, created, subject, executor, scores, approvedBy }: Served): object {
  const { hash, task, version } = subject;
  const isMeasured = Object.values(scores).some((score) => score !== undefined);
  const known = { scores: isMeasured ? scores : undefined, approved_by: approvedBy };
  return modelBody(id, created, { w4s: { hash, task, executor, origin: version?.origin, ...known } });
}
