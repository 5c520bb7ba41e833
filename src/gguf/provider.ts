import type { ModelProvider } from '../model/index.ts';
import { type GgufModel, type OpenGgufOptions, openGguf } from './open.ts';

/** Requests in flight: they share the batches, so more of them are faster up to the sequences that fit. */
const MAX_CONCURRENCY = 64;

/**
 * `gguf:PATH`: a file that is run here on the CPU, see {@link openGguf}. Models of the same path share one process,
 * which ends with the session.
 */
export function ggufProvider(options: Pick<OpenGgufOptions, 'contextSize' | 'threads'> = {}): { provider: ModelProvider; close(): Promise<void> } {
  const open = new Map<string, GgufModel>();
  const provider: ModelProvider = {
    name: 'gguf',
    example: 'gguf:./model.gguf',
    limits: { maxConcurrency: MAX_CONCURRENCY },
    open: (path, { id }) => {
      const model = open.get(path) ?? openGguf({ path, id, ...options });
      open.set(path, model);
      return { id, complete: (request) => model.complete(request) };
    },
  };
  return { provider, close: async () => { await Promise.all([...open.values()].map((model) => model.close())); } };
}
