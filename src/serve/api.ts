import type { z } from 'zod';
import { type W4sError, usageError } from '../base/errors.ts';
import { readOptions } from '../base/read-options.ts';
import { isLoopback } from '../outgoing/index.ts';
import { type Session, openSession, retryNews } from '../session/index.ts';
import { createApp } from './app.ts';
import type { ApiOptions, CloseOptions, ServedModel } from './contract.ts';
import { assertOrigins } from './cors.ts';
import { secondsLeft } from './day.ts';
import { type Door, drained } from './door.ts';
import type { Service } from './exchange.ts';
import { closing } from './failure.ts';
import { type Places, createPlaces } from './places.ts';
import { type Served, openServed } from './served.ts';
import { apiSettings } from './settings.ts';
import { type Watch, watchAll } from './watch/contract.ts';
import { createMetrics } from './watch/metrics.ts';
import { otlpWatch } from './watch/otlp.ts';

/** The API without a server. */
export interface OpenApi {
  app: ReturnType<typeof createApp>;
  models: ServedModel[];
  places: Places;
  cancelled: Promise<W4sError>;
  /** Once what came in by the door is answered or broken off, all is put on record. */
  close(door: Door, options?: CloseOptions): Promise<void>;
}

/** @throws {W4sError} as `serveWorkflows` */
export async function openApi(given: ApiOptions): Promise<OpenApi> {
  const options = { ...given, ...readOptions(apiSettings, given) };
  assertGuarded(options);
  assertOrigins(options);
  const { maxConcurrency, onRetry, onWarning } = options;
  const tell = { onRetry: retryNews((text) => onRetry?.(text)), onWarning: (text: string) => onWarning?.(text) };
  const session = options.session ?? (await openSession({ ...options, ...tell, concurrency: maxConcurrency }));
  const leave = (): Promise<void> => (options.session === undefined ? session.close() : Promise.resolve());
  let served: Served[] = [];
  try {
    served = await openServed(session, options);
    return await apiOf({ session, served, options, leave });
  } catch (error) {
    await Promise.allSettled(served.map((one) => one.close()));
    await leave();
    throw error;
  }
}

/** An empty key would guard nothing: whoever brings none has it. */
function assertGuarded({ host = '127.0.0.1', key }: ApiOptions): void {
  if (key === undefined ? isLoopback(host) : key.trim() !== '') return;
  const got = key === undefined ? 'none' : 'an empty one';
  throw usageError('missing-key', `Expected a key for a server that listens on ${host}, got ${got}`, {
    hint: 'Put one into an environment variable and name that: --key-env W4S_KEY.',
  });
}

type FilledApiOptions = ApiOptions & z.infer<typeof apiSettings>;

interface Opened {
  session: Session;
  served: Served[];
  options: FilledApiOptions;
  /** Gives back what was opened for it. */
  leave: () => Promise<void>;
}

async function apiOf({ session, served, options, leave }: Opened): Promise<OpenApi> {
  const { host = '127.0.0.1', key, cors, otlp, onWarning } = options;
  const places = createPlaces({ limit: options.maxConcurrency ?? session.concurrency, queue: options.maxQueue });
  const metrics = createMetrics(places);
  const watch = watchAll([metrics, ...(otlp === undefined ? [] : [otlpWatch({ endpoint: otlp, onWarning })])]);
  const breaking = new AbortController();
  const state = { isStopping: false };
  const service = serviceOf(options, { served, places, watch, breaking: breaking.signal, state });
  const app = createApp({ service, host, key, cors, metrics: options.metrics === true ? metrics : undefined });
  const models = served.map(modelOf);
  const cancelled = Promise.race(served.map(({ stopped }) => stopped));
  void cancelled.then(() => void (state.isStopping = true));
  const close = once(async (door: Door, { graceMs = 30_000, signal }: CloseOptions = {}) => {
    state.isStopping = true;
    await drained(door, { breakOff: () => breaking.abort(closing()), graceMs, signal });
    await Promise.allSettled(served.map((one) => one.close()));
    await watch.close();
    await leave();
  });
  return { app, models, places, cancelled, close };
}

interface Parts {
  served: Served[];
  places: Places;
  watch: Watch;
  breaking: AbortSignal;
  state: { isStopping: boolean };
}

function serviceOf(options: FilledApiOptions, { served, places, watch, breaking, state }: Parts): Service {
  const { now = Date.now } = options;
  return {
    served,
    places,
    watch,
    rule: options.input ?? 'last',
    isFresh: options.cache === 'fresh' || options.forgets === true,
    timeoutMs: options.timeoutMs,
    heartbeatMs: options.heartbeatMs,
    stallMs: options.stallMs,
    now,
    waits: { untilMidnight: () => secondsLeft(now()), forPlace: () => places.usualSeconds },
    closing: breaking,
    isStopping: () => state.isStopping,
    isTracing: options.otlp !== undefined,
  };
}

function modelOf(served: Served): ServedModel {
  const { id, subject, executor } = served;
  return {
    id,
    hash: subject.hash,
    executor,
    get run() {
      return served.run;
    },
  };
}

function once<A extends unknown[], T>(work: (...given: A) => Promise<T>): (...given: A) => Promise<T> {
  let begun: Promise<T> | undefined;
  return (...given) => (begun ??= work(...given));
}
