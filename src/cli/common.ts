import { existsSync } from 'node:fs';
import { usageError } from '../base/errors.ts';
import { parseStoreUrl, storeName } from '../base/store-url.ts';
import { type Store, openStore } from '../store/index.ts';
import { itemConcurrency } from '../config/contract.ts';
import { loadConfig, storePlace } from '../config/index.ts';
import { scoreSettings } from '../score/contract.ts';
import { SANDBOXES } from '../sandbox/contract.ts';
import { amount, choice, integer, text, toggle } from './option.ts';
import { setting } from './setting.ts';

const scoring = scoreSettings.shape;

/** Flags that several commands share. */
export const storeOption = {
  store: text('STORE', {
    description: 'where runs are kept: a path, sqlite:PATH or postgres://USER@HOST/DATABASE',
    otherwise: '.w4s/store.db beside the config, the nearest above, or here',
    env: 'W4S_STORE',
  }),
};
export const dataOption = {
  data: text('DIR', { description: 'folder with benchmark data', otherwise: 'a download cache', env: 'W4S_DATA' }),
};

export const sandboxOption = {
  sandbox: choice(SANDBOXES, {
    description: 'what isolates the programs: native (Linux), wasm (needs the packages deno and pyodide)',
    otherwise: 'auto: native where it can be had, else wasm',
    env: 'W4S_SANDBOX',
  }),
};

export const outsideOption = {
  allowOutside: toggle({
    description: 'trust a task file: let it read files outside its own folder, and start the tools it names',
  }),
};

export const callOptions = {
  concurrency: setting(itemConcurrency, { value: 'N', description: 'item runs at the same time' }),
  budget: amount('USD', { zero: true, description: 'hard limit on spending, in dollars', otherwise: 'no limit' }),
  maxCalls: integer('N', {
    min: 1,
    description: 'hard limit on completions requested from providers',
    otherwise: 'no limit',
  }),
  fresh: toggle({ description: 'pay for new answers instead of using the cache' }),
  judge: text('MODEL', { description: 'model that scores answers, for tasks that need one' }),
};

export const workersOption = {
  workers: toggle({
    description: 'have `w4s worker` processes run the items, on any machines that reach the store (PostgreSQL)',
  }),
};

export const minutesOption = {
  maxMinutes: amount('N', { description: 'start nothing new after this many minutes', otherwise: 'no limit' }),
};

/** How items are run and sampled. */
export const repeatOptions = {
  repeats: setting(scoring.repeats, { value: 'R', description: 'runs per item, each with its own samples' }),
  seed: setting(scoring.seed, { value: 'N', description: 'seed for all sampling that w4s controls' }),
};

export const tokensOption = {
  maxTokens: setting(scoring.maxTokens, {
    value: 'N',
    description: 'limit on the tokens of each answer',
    otherwise: 'what the config and the workflow say',
  }),
};
export const dryRunOption = {
  dryRun: toggle({ description: 'estimate the calls and the cost, and call no model' }),
};

/** Other items of a generated task. */
export const dataSeedOption = {
  dataSeed: integer('N', {
    max: 999_999_999,
    description: 'draw other items of a generated task (pocket-, word-problems, reasoning-gym:)',
    otherwise: 'the one in the name of the task, or 0',
  }),
};

/** Whose items a reading command is about. */
export const candidateOption = {
  candidate: text('t03c1', {
    description: 'items of this candidate',
    otherwise: 'the winner, else the last one that was evaluated',
  }),
};

export const splitOption = {
  split: setting(scoring.split, { description: 'items to use' }),
};

/**
 * Opens the store that a reading command is about, and closes it again. Reading creates none: where the default one is
 * missing there are no runs yet, and a name that the user gave is mistyped.
 */
export async function withStore<T>(path: string | undefined, use: (store: Store) => Promise<T>): Promise<T> {
  const given = path ?? (await loadConfig()).config.defaults?.store;
  if (given !== undefined) assertThere(given);
  const store = await openStore(await storeToRead(given));
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Opens the store that a command writes to, made where there is none, and closes it again. */
export async function withStoreToWrite<T>(path: string | undefined, use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(path ?? storePlace(await loadConfig()).path);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** The store where there is one, else one in memory: looking creates none. */
export async function storeToRead(path: string | undefined): Promise<string> {
  const place = path ?? storePlace(await loadConfig()).path;
  return isThere(place) ? place : ':memory:';
}

/** @throws usage error `unknown-store` for a file that is not there */
export function assertThere(url: string): void {
  if (isThere(url)) return;
  throw usageError('unknown-store', `Expected a store at \`${storeName(url)}\`, found none`, {
    hint: '`w4s doctor` says which store is used here; --store names another one.',
  });
}

/** A database is there or not for who connects to it. */
function isThere(url: string): boolean {
  const address = parseStoreUrl(url);
  return address.scheme === 'postgres' || existsSync(address.path);
}
