import { z } from 'zod';
import { readOptions } from '../base/read-options.ts';
import { checkConfig, givenConcurrency, itemConcurrency } from '../config/contract.ts';
import { type W4sConfig, dataFolderOf, loadConfig, sandboxOf, storePlace } from '../config/index.ts';
import { type Environment, createModelHub } from '../model/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { openStore, traitStore } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { assertGolds, type DownloadProgress, loadTask } from '../task/index.ts';
import { size } from '../present/index.ts';
import { openProviders } from '../providers/index.ts';
import type { Session, SessionOptions } from './contract.ts';
import { refuseFlagNames } from './flag-names.ts';
import { sessionModels } from './models.ts';
import { sessionTools, withTools } from './tools.ts';

const sessionSettings = z.object({ concurrency: givenConcurrency });

/** @throws {W4sError} for options, a config, a store or a sandbox that can't be used; nothing is left open then */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  refuseFlagNames(options);
  const { config: given } = options;
  const loaded =
    given === undefined ? await loadConfig() : { config: checkConfig(given, 'the option `config`'), file: undefined };
  const { config } = loaded;
  const { concurrency: wanted } = readOptions(sessionSettings, options);
  const concurrency = wanted ?? config.defaults?.concurrency ?? itemConcurrency.parse(undefined);
  const store = await openStore(options.store ?? storePlace(loaded).path);
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await openSandbox({
      backend: sandboxOf(config, options.sandbox),
      maxConcurrent: Math.max(64, concurrency * 2),
    });
    return await sessionOf(options, { config, concurrency, store, sandbox });
  } catch (error) {
    await sandbox?.close();
    await store.close();
    throw error;
  }
}

type Opened = Pick<Session, 'config' | 'concurrency' | 'store' | 'sandbox'>;

async function sessionOf(options: SessionOptions, opened: Opened): Promise<Session> {
  const { env = process.env } = options;
  const { config, store, sandbox } = opened;
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
    ...opened,
    priceSources: { config, providers: providers.all },
    task: async (reference) => {
      if (typeof reference !== 'string' && tasks.includes(reference)) return reference;
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
