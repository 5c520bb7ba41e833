import type { ModelProvider } from '../../model/index.ts';
import { createTraits, httpModel } from '../../model/index.ts';
import { partsOf } from './model-server.ts';
import { type Store, findModel } from '../../store/index.ts';
import { type Preparing, type TrainedServer, startTrainedServer } from './server.ts';

/** At least the server's slots: if it has fewer, requests wait there, and their place here costs nothing. */
const LIMITS = { maxConcurrency: 256 };
/** Milliseconds. A request may wait for slots; a dead server is noticed at once. */
const TIMEOUT_MS = 1_800_000;

/**
 * `trained:NAME`: a model trained here, served by the trainer's own server from the first call to the end of the
 * session. Adapters of one base share a server, which runs them in parallel.
 */
export function trainedProvider(
  store: Store,
  preparing: Preparing = {},
): { provider: ModelProvider; close(): Promise<void> } {
  const servers = new Map<string, Promise<TrainedServer>>();
  const urlOf = async (name: string): Promise<string> => {
    const model = await findModel(store, name);
    const { base } = partsOf(model);
    const starting = servers.get(base) ?? startTrainedServer(model, preparing);
    servers.set(base, starting);
    const server = await starting;
    await server.take(model);
    return server.url;
  };
  const provider: ModelProvider = {
    name: 'trained',
    example: 'trained:my-model',
    limits: LIMITS,
    open: (name, { id }) => {
      const traits = createTraits();
      return {
        id,
        complete: async (request) =>
          httpModel({ id, name, baseUrl: await urlOf(name), timeoutMs: TIMEOUT_MS, traits }).complete(request),
      };
    },
  };
  return {
    provider,
    close: async () => {
      for (const starting of servers.values()) await (await starting.catch(() => undefined))?.close();
    },
  };
}
