import { existsSync } from 'node:fs';
import { W4sError } from '../../base/errors.ts';
import type { W4sConfig } from '../../config/index.ts';
import { type GgufModel, openGguf } from '../../providers/gguf/index.ts';
import { hotLoad } from '../../providers/trained/index.ts';
import { type Store, findModel } from '../../store/index.ts';
import type { Lent, Models } from './place.ts';

export interface ServedOptions {
  store: Store;
  executor: string;
  /** `http://host:port/v1#name` of the untrained meta-agent, on a server that loads its adapters at run time. */
  meta: string;
}

/** Meta-agents on one server: the base, and each adapter, loaded on first request. */
export function servedModels({ store, executor, meta }: ServedOptions): Models {
  const [url = ''] = meta.split('#');
  const loaded = new Map<string, Promise<unknown>>();
  const release = async (): Promise<void> => undefined;
  return {
    executor,
    meta: async (trained) => {
      if (trained === null) return { model: meta, release };
      const loading = loaded.get(trained) ?? findModel(store, trained).then((model) => hotLoad(model, url));
      loaded.set(trained, loading);
      await loading;
      return { model: `${url}#${trained}`, release };
    },
  };
}

/** Servers on a CPU that does other things as well answer when they can. */
export function patientConfig(models: readonly (string | undefined)[]): W4sConfig {
  const addresses = models.flatMap((model) => (model?.startsWith('http') ? [model.split('#')[0]!] : []));
  const providers = addresses.map((baseUrl, i) => [`server-${i}`, { baseUrl, timeoutMs: 3_600_000 }]);
  return { providers: Object.fromEntries(providers) };
}

export interface FileModelsOptions {
  /** GGUF files, or models of a provider. */
  executor: string;
  meta: string;
  /** Path of a trained meta-agent's GGUF file. */
  fileOf: (trained: string) => Promise<string>;
}

/** Models from local files, each loaded once for all searches that use it and closed when none does. */
export function fileModels({ executor, meta, fileOf }: FileModelsOptions): Models & { close(): Promise<void> } {
  const open = new Map<string, { model: GgufModel; users: number }>();
  const lend = (path: string): Lent => {
    if (!path.endsWith('.gguf')) return { model: path, release: async () => undefined };
    if (!existsSync(path)) throw new W4sError('gguf-unreadable', `Expected a GGUF file at \`${path}\`, found none`);
    const entry = open.get(path) ?? { model: openGguf({ path }), users: 0 };
    open.set(path, entry);
    entry.users++;
    return {
      model: entry.model,
      release: async () => {
        entry.users--;
        if (entry.users > 0) return;
        open.delete(path);
        await entry.model.close();
      },
    };
  };
  return {
    executor: lend(executor).model,
    meta: async (trained) => lend(trained === null ? meta : await fileOf(trained)),
    close: async () => {
      await Promise.all([...open.values()].map(({ model }) => model.close()));
    },
  };
}
