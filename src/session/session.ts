import { itemConcurrency } from '../config/contract.ts';
import { type W4sConfig, dataFolderOf, loadConfig, sandboxOf, storePlace } from '../config/index.ts';
import { type Environment, createModelHub } from '../model/index.ts';
import { openSandbox } from '../sandbox/index.ts';
import { openStore, traitStore } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { assertGolds, type DownloadProgress, loadTask } from '../task/index.ts';
import { size } from '../present/index.ts';
import { openProviders } from '../providers/index.ts';
import type { Session, SessionOptions } from './contract.ts';
import { sessionModels } from './models.ts';
import { sessionTools, withTools } from './tools.ts';

/** @throws {W4sError} for a config, a store or a sandbox that can't be used; nothing is left open then */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { config: given, env = process.env } = options;
  const loaded = given === undefined ? await loadConfig() : { config: given, file: undefined };
  const { config } = loaded;
  const concurrency = options.concurrency ?? config.defaults?.concurrency ?? itemConcurrency.parse(undefined);
  const store = await openStore(options.store ?? storePlace(loaded).path);
  const sandbox = await openSandbox({
    backend: sandboxOf(config, options.sandbox),
    maxConcurrent: Math.max(64, concurrency * 2),
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const tasks: Task[] = [];
  const providers = openProviders({
    env,
    config,
    store,
    tasks: () => tasks,
    onPrepare: options.onDownload,
    signal: options.signal,
  });
  let sharers = 1;
  const hub = createModelHub(await traitStore(store), () => 1 / sharers);
  const boxes = sessionTools({ env, signal: options.signal });
  const models = sessionModels({ options, config, env, providers: providers.all, hub });
  return {
    config,
    store,
    sandbox,
    concurrency,
    priceSources: { config, providers: providers.all },
    task: async (reference) => {
      const loaded =
        typeof reference === 'string' ? await loadTask(reference, taskOptions(options, config, env)) : reference;
      const task = withTools(loaded, config);
      if (typeof reference !== 'string') await assertGolds(reference);
      tasks.push(task);
      return task;
    },
    tools: boxes.open,
    ...models,
    shareLimits: (processes) => void (sharers = processes),
    close: async () => {
      models.closing.abort();
      await Promise.allSettled([boxes.close(), sandbox.close(), hub.close(), providers.close()]);
      await store.close();
    },
  };
}

function taskOptions(
  { allowOutside, signal, dataDir, onDownload }: SessionOptions,
  config: W4sConfig,
  env: Environment,
) {
  return {
    allowOutside,
    env,
    signal,
    dataDir: dataFolderOf(config, dataDir),
    onProgress: onDownload && ((progress: DownloadProgress) => onDownload(describe(progress))),
    onPrepare: onDownload,
  };
}

function describe({ path, receivedBytes, totalBytes }: DownloadProgress): string {
  return `Downloading ${path}: ${size(receivedBytes)} of ${size(totalBytes)}`;
}
