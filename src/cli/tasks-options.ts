import { calibrateSettings } from '../calibrate/index.ts';
import type { CommandInput } from './command.ts';
import { callOptions, dataOption, sandboxOption, storeOption, tokensOption } from './common.ts';
import { type OptionSpec, onlyWith, text } from './option.ts';
import { setting } from './setting.ts';

const { shape } = calibrateSettings;

/** Flags of `tasks`, most of them for `tasks calibrate`. */
export const tasksOptions = {
  ...dataOption,
  executor: calibrating(text('MODEL', { description: 'the model to ask', env: 'W4S_EXECUTOR' })),
  low: calibrating(setting(shape.low, { value: 'SHARE', description: 'lowest score to aim for' })),
  high: calibrating(setting(shape.high, { value: 'SHARE', description: 'highest score to aim for' })),
  items: calibrating(setting(shape.items, { value: 'N', description: 'validation items per try' })),
  budget: calibrating(callOptions.budget),
  concurrency: calibrating(callOptions.concurrency),
  maxTokens: calibrating(tokensOption.maxTokens),
  ...sandboxOption,
  ...storeOption,
};

export type TasksInput = CommandInput<typeof tasksOptions>;

function calibrating<T>(option: OptionSpec<T>): OptionSpec<T> {
  return onlyWith(['calibrate'], option);
}
