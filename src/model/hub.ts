import { isLoopback } from '../outgoing/index.ts';
import type { Model } from './contract.ts';
import { createPatience } from './http/patience.ts';
import type { Patience } from './http/patience.ts';
import { createTraits } from './http/traits.ts';
import type { ServerTraits, TraitStore } from './http/traits.ts';
import { createLimiter } from './limiter.ts';
import type { Limiter, LimiterState } from './limiter.ts';
import type { HttpSpec, ModelSpec } from './providers/spec.ts';

/** What the models of a process share: one limiter per server; traits and latencies per model on a server. */
export interface ModelHub {
  limiterOf(spec: ModelSpec): Limiter;
  traitsOf(spec: ModelSpec): ServerTraits;
  patienceOf(spec: ModelSpec): Patience;
  /** Registers a model to be closed with the hub. */
  add(model: Model): void;
  /** By server, for a progress display. */
  limits(): Record<string, LimiterState>;
  close(): Promise<void>;
}

/**
 * @param lessons Remembers what servers refuse. @default until the process ends
 * @param share Of rate limits that is this process's. @default all
 */
export function createModelHub(lessons?: TraitStore, share?: () => number): ModelHub {
  const limiters = new Map<string, Limiter>();
  // Per model, not per server: one server may host models that refuse a temperature and models that need it.
  const traits = new Map<string, ServerTraits>();
  const patiences = new Map<string, Patience>();
  const models = new Set<Model>();
  return {
    limiterOf: ({ server, limits }) => getOrAdd(limiters, server, () => createLimiter(limits, share)),
    traitsOf: (spec) => {
      const key = keyOf(spec);
      return getOrAdd(traits, key, () =>
        createTraits({ ...spec.http?.traits, ...lessons?.read(key) }, (learnt) => lessons?.write(key, learnt)),
      );
    },
    patienceOf: (spec) => getOrAdd(patiences, keyOf(spec), () => patienceWith(spec.http)),
    add: (model) => models.add(model),
    limits: () => Object.fromEntries([...limiters].map(([server, limiter]) => [server, limiter.state])),
    async close() {
      for (const limiter of limiters.values()) limiter.close();
      await Promise.all([...models].map((model) => model.close?.()));
      models.clear();
    },
  };
}

function patienceWith(http: HttpSpec | undefined): Patience {
  const isHere = http !== undefined && isLoopback(new URL(http.baseUrl).hostname);
  return createPatience({ timeoutMs: http?.timeoutMs, isHere });
}

/** What a server refuses, and how long it takes, depends on the effort: a thinking model accepts no temperature. */
function keyOf({ server, name, http }: ModelSpec): string {
  const effort = http?.effort === undefined ? '' : `?effort=${http.effort}`;
  return `${server}#${name}${effort}`;
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
