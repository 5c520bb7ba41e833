import { existsSync } from 'node:fs';
import { usageError } from '../base/errors.ts';
import { parseStoreUrl } from '../base/store-url.ts';
import { type Store, openStore } from '../store/index.ts';
import { loadConfig, storePlace } from '../config/index.ts';
import { PROMPT_CHOICES } from '../environment/index.ts';
import { amount, choice, integer, text, toggle } from './option.ts';

/** Flags that several commands share. */
export const storeOption = {
  store: text('FILE', {
    description: 'database file, a path or sqlite:PATH',
    default: '.w4s/store.db beside the config, the nearest above, or here',
    env: 'W4S_STORE',
  }),
};
export const dataOption = {
  data: text('DIR', { description: 'folder with benchmark data', default: 'a download cache', env: 'W4S_DATA' }),
};

export const outsideOption = {
  allowOutside: toggle({ description: 'let a task file read files outside of its own folder', default: 'off' }),
};

export const callOptions = {
  concurrency: integer('N', { min: 1, max: 1_000, description: 'item runs at a time', default: '48' }),
  budget: amount('USD', { zero: true, description: 'never spend more than this', default: 'no cap' }),
  maxCalls: integer('N', {
    min: 1,
    description: 'never ask providers for more completions than this',
    default: 'no cap',
  }),
  fresh: toggle({ description: 'pay anew instead of using answers from the cache' }),
  judge: text('MODEL', { description: 'model that scores, for tasks that need one' }),
};

export const tokensOption = {
  maxTokens: integer('N', {
    min: 1,
    description: 'the most tokens that one answer may be asked for',
    default: 'as the config and the workflow say',
  }),
};
export const dryRunOption = {
  dryRun: toggle({ description: 'say how many calls and dollars it would take, and ask nothing' }),
};

/** Other items of a generated task. */
export const dataSeedOption = {
  dataSeed: integer('N', {
    max: 999_999_999,
    description: 'draw other items of a generated task (pocket-, word-problems, reasoning-gym:)',
    default: '0',
  }),
};

/** How the meta-agent is spoken to. */
export const promptOption = {
  prompt: choice(PROMPT_CHOICES, {
    description:
      'how the meta-agent is spoken to; auto is compact for one whose context is known to be below 4,096 tokens',
    default: 'auto',
  }),
};

/** What a search starts from; a list where it is given several times. */
export const startOption = {
  start: {
    ...text('LIST', {
      description:
        'workflows to start from and to beat, as direct,chain_of_thought (those of `examples/workflows`) or .py ' +
        'files; or none; may be repeated',
      default: 'direct',
    }),
    many: true,
  },
};

/** Whose items a reading command is about. */
export const candidateOption = {
  candidate: text('t03c1', {
    description: 'items of this candidate',
    default: 'the winner, else the last that was evaluated',
  }),
};

export const splitOption = {
  split: choice(['validation', 'test', 'train'], { description: 'items to use', default: 'validation' }),
};

/**
 * Opens the store that a reading command is about, and closes it again. Reading creates none: where the default one is
 * missing there are no runs yet, and a name that the user gave is mistyped.
 */
export async function withStore<T>(path: string | undefined, use: (store: Store) => Promise<T>): Promise<T> {
  const given = path ?? (await loadConfig()).config.defaults?.store;
  if (given !== undefined && !existsSync(parseStoreUrl(given).path)) {
    throw usageError('unknown-store', `Expected a store at \`${given}\`, found none`, {
      hint: '`w4s doctor` says which store is used here; --store names another.',
    });
  }
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
  return existsSync(parseStoreUrl(place).path) ? place : ':memory:';
}
