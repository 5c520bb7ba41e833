import { listen } from '../chat-api/index.ts';
import { createApp } from './app.ts';
import { findPinned, openPocket } from './provider.ts';
import { type PocketModel, isHere, readManifest } from './weights.ts';

export interface ServePocketOptions {
  /** @default all available models */
  names?: readonly string[];
  /** Folder with `pocket.json` and the weights. @default the package's `models/` */
  folder?: string;
  /** 0 takes a free one. @default 0 */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
}

export interface PocketServer {
  /** Base URL for clients, including `/v1`. */
  url: string;
  port: number;
  models: PocketModel[];
  /** Accepts no new requests and resolves once those in flight are answered. */
  drain(): Promise<void>;
  /** Closes every connection and ends the models' processes. */
  close(): Promise<void>;
}

/**
 * Serves pocket models through OpenAI's API. Loads the first one before resolving, so that a missing runtime is
 * noticed, and the others on their first call.
 * @throws {W4sError} as {@link findPinned} and {@link openPocket}, and `pocket-not-started` (e.g. the port is taken).
 */
export async function servePocket({
  names = [],
  folder,
  port = 0,
  host = '127.0.0.1',
}: ServePocketOptions = {}): Promise<PocketServer> {
  const entries =
    names.length === 0
      ? readManifest(folder).filter(isHere)
      : [...new Set(names)].map((name) => findPinned(name, folder));
  const served = entries.map((entry) => ({ entry, model: openPocket(entry) }));
  const closing = new AbortController();
  const closeModels = async (): Promise<void> => {
    await Promise.all(served.map(({ model }) => model.close()));
  };
  try {
    const server = await listen(createApp({ served, host, closing: closing.signal }), {
      port,
      host,
      subject: 'The pocket models',
      code: 'pocket-not-started',
    });
    try {
      await served[0]?.model.facts();
    } catch (error) {
      await server.close();
      throw error;
    }
    return {
      url: server.url,
      port: server.port,
      models: entries,
      drain: server.drain,
      close: async () => {
        closing.abort();
        await server.close();
        await closeModels();
      },
    };
  } catch (error) {
    await closeModels();
    throw error;
  }
}
