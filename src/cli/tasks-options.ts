import { calibrateSettings } from '../calibrate/index.ts';
import type { CommandInput } from './command.ts';
import { callOptions, dataOption, sandboxOption, storeOption, tokensOption } from './common.ts';
import { text } from './option.ts';
import { setting } from './setting.ts';

/** Flags of `tasks`, most of them for `tasks calibrate`. */
export const tasksOptions = {
  ...dataOption,
  executor: text('MODEL', { description: 'calibrate: the model to ask', env: 'W4S_EXECUTOR' }),
  low: setting(calibrateSettings.shape.low, { value: 'SHARE', description: 'calibrate: lowest score to aim for' }),
  high: setting(calibrateSettings.shape.high, { value: 'SHARE', description: 'calibrate: highest score to aim for' }),
  items: setting(calibrateSettings.shape.items, { value: 'N', description: 'calibrate: validation items per try' }),
  budget: callOptions.budget,
  concurrency: callOptions.concurrency,
  ...tokensOption,
  ...sandboxOption,
  ...storeOption,
};

export type TasksInput = CommandInput<typeof tasksOptions>;
