import { FREE, type ModelProvider } from '../model/index.ts';
import { type GgufModel, type OpenGgufOptions, checkHeader, openGguf } from './open.ts';
import { absolute, hashFile, readPinnedPath, writePin } from './pin.ts';

/** Requests in flight: they share the batches, so more of them are faster up to the sequences that fit. */
export const GGUF_LIMITS = { maxConcurrency: 64 };

/**
 * `gguf:PATH`: a file that is run here on the CPU, see {@link openGguf}. Models of the same path and
 * fingerprint share one process,
 * which ends with the session.
 */
export function ggufProvider(options: Pick<OpenGgufOptions, 'contextSize' | 'threads'> = {}): { provider: ModelProvider; close(): Promise<void> } {
  const open = new Map<string, GgufModel>();
  const provider: ModelProvider = {
    name: 'gguf',
    example: 'gguf:./model.gguf',
    limits: GGUF_LIMITS,
    price: FREE,
    pin: (path) => {
      const pinned = readPinnedPath(path);
      checkHeader(absolute(pinned.name));
      return writePin(pinned, hashFile(absolute(pinned.name)), 'gguf');
    },
    open: (text, { id }) => {
      const model = open.get(text) ?? openGguf({ path: readPinnedPath(text).name, id, ...options });
      open.set(text, model);
      return { id, complete: (request) => model.complete(request) };
    },
  };
  return { provider, close: async () => { await Promise.all([...open.values()].map((model) => model.close())); } };
}
