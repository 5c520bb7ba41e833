import { usageError } from '../base/errors.ts';
import { isLoopback } from '../outgoing/index.ts';
import { type Listening, listen } from '../providers/chat-api/index.ts';
import { type Session, openSession, retryNews } from '../session/index.ts';
import { createApp } from './app.ts';
import type { ServeOptions, ServedModel, WorkflowServer } from './contract.ts';
import { secondsLeft } from './day.ts';
import type { Service } from './exchange.ts';
import { closing } from './failure.ts';
import { createPlaces } from './places.ts';
import { type Served, openServed } from './served.ts';
import { watchAll } from './watch/contract.ts';
import { createMetrics } from './watch/metrics.ts';
import { otlpWatch } from './watch/otlp.ts';

export const DEFAULT_PORT = 8383;

/**
 * Serves workflows as models of an OpenAI-compatible API. Each day of each is a run on record.
 *
 * @throws {W4sError} `missing-key` where others than this machine could call it without one; `serve-port` for a port
 * that is taken; as `openWorkflow` for a workflow that can't be used
 */
export async function serveWorkflows(options: ServeOptions): Promise<WorkflowServer> {
  assertGuarded(options);
  const { maxConcurrency, onRetry, onWarning } = options;
  const tell = { onRetry: retryNews((text) => onRetry?.(text)), onWarning: (text: string) => onWarning?.(text) };
  const session = options.session ?? (await openSession({ ...options, ...tell, concurrency: maxConcurrency }));
  const leave = (): Promise<void> => (options.session === undefined ? session.close() : Promise.resolve());
  let served: Served[] = [];
  try {
    served = await openServed(session, options);
    return await listening({ session, served, options, leave });
  } catch (error) {
    await Promise.allSettled(served.map((one) => one.close()));
    await leave();
    throw error;
  }
}

function assertGuarded({ host = '127.0.0.1', key }: ServeOptions): void {
  if (key !== undefined || isLoopback(host)) return;
  throw usageError('missing-key', `Expected a key for a server that listens on ${host}, got none`, {
    hint: 'Put one into an environment variable and name that: --key-env W4S_KEY.',
  });
}

interface Opened {
  session: Session;
  served: Served[];
  options: ServeOptions;
  /** Gives back what was opened for it. */
  leave: () => Promise<void>;
}

async function listening({ session, served, options, leave }: Opened): Promise<WorkflowServer> {
  const { host = '127.0.0.1', port = DEFAULT_PORT, key, otlp, onWarning, now = Date.now } = options;
  const places = createPlaces({ limit: options.maxConcurrency ?? session.concurrency, queue: options.maxQueue ?? 200 });
  const metrics = createMetrics(places);
  const watch = watchAll([metrics, ...(otlp === undefined ? [] : [otlpWatch({ endpoint: otlp, onWarning })])]);
  const breaking = new AbortController();
  const state = { isStopping: false };
  const service: Service = {
    served,
    places,
    watch,
    rule: options.input ?? 'last',
    isFresh: options.cache === 'fresh' || options.forgets === true,
    timeoutMs: options.timeoutMs ?? 600_000,
    heartbeatMs: options.heartbeatMs ?? 10_000,
    stallMs: options.stallMs ?? 60_000,
    now,
    waits: { untilMidnight: () => secondsLeft(now()), forPlace: () => places.usualSeconds },
    closing: breaking.signal,
    isStopping: () => state.isStopping,
    isTracing: otlp !== undefined,
  };
  const app = createApp({ service, host, key, metrics: options.metrics === true ? metrics : undefined });
  const server = await listen(app, { port, host, subject: 'The workflows', code: 'serve-port' });
  const stop = once(async ({ graceMs, signal }: StopOptions) => {
    state.isStopping = true;
    await drained(server, { breaking, graceMs, signal });
    await Promise.allSettled(served.map((one) => one.close()));
    await watch.close();
    await leave();
  });
  const models = await Promise.all(served.map(modelOf));
  return {
    url: server.url,
    port: server.port,
    models,
    get open() {
      return places.open;
    },
    stop,
  };
}

type StopOptions = Parameters<WorkflowServer['stop']>[0];

/** Takes no new connection, waits, and after the grace breaks off what is under way. */
async function drained(
  server: Listening,
  { breaking, graceMs, signal }: StopOptions & { breaking: AbortController },
): Promise<void> {
  const breakOff = (): void => breaking.abort(closing());
  const timer = setTimeout(breakOff, graceMs);
  if (signal?.aborted === true) breakOff();
  signal?.addEventListener('abort', breakOff, { once: true });
  const broken = new Promise<void>((resolve) =>
    breaking.signal.addEventListener('abort', () => setTimeout(resolve, FAREWELL_MS), { once: true }),
  );
  await Promise.race([server.drain(), broken]);
  clearTimeout(timer);
  await server.close();
}

/** Milliseconds for those who are broken off to be told so. */
const FAREWELL_MS = 500;

function once<A, T>(work: (argument: A) => Promise<T>): (argument: A) => Promise<T> {
  let begun: Promise<T> | undefined;
  return (argument) => (begun ??= work(argument));
}

async function modelOf({ id, subject, executor, today }: Served): Promise<ServedModel> {
  return { id, hash: subject.hash, executor, run: (await today()).runId };
}
