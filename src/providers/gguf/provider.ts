import { realpathSync } from 'node:fs';
import { FREE, type ModelProvider } from '../../model/index.ts';
import { type GgufModel, checkHeader, openGguf } from './open.ts';
import { absolute, hashFile, readPinnedPath, writePin } from './pin.ts';
import type { GgufOptions } from './settings.ts';

/** Requests in flight: they share batches, so more are faster, up to the number of sequences. */
export const GGUF_LIMITS = { maxConcurrency: 64 };

/**
 * `gguf:PATH`: a file run locally, see {@link openGguf}. The same weights under any name share one process, which ends
 * with the session.
 */
export function ggufProvider(options: GgufOptions = {}): { provider: ModelProvider; close(): Promise<void> } {
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
      const { name, fingerprint } = readPinnedPath(text);
      checkHeader(absolute(name));
      const path = realpathSync(absolute(name));
      const weights = `${path}@${fingerprint ?? writePin({ name: '', fingerprint }, hashFile(path), 'gguf').slice(1)}`;
      const model = open.get(weights) ?? openGguf({ ...options, path: name, id });
      open.set(weights, model);
      return { id, complete: (request) => model.complete(request) };
    },
  };
  return {
    provider,
    close: async () => {
      await Promise.all([...open.values()].map((model) => model.close()));
    },
  };
}
