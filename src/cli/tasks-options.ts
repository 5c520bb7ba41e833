import type { CommandInput } from './command.ts';
import { callOptions, dataOption, storeOption } from './common.ts';
import { amount, integer, text } from './option.ts';

/** Flags of `tasks`, most of them for `tasks calibrate`. */
export const tasksOptions = {
  ...dataOption,
  executor: text('MODEL', { description: 'calibrate: the model that is asked', env: 'W4S_EXECUTOR' }),
  low: amount('SHARE', {
    zero: true,
    max: 1,
    description: 'calibrate: the lowest score that is wanted',
    default: '0.2',
  }),
  high: amount('SHARE', {
    max: 1,
    description: 'calibrate: the highest score that is wanted',
    default: '0.6',
  }),
  items: integer('N', { min: 1, description: 'calibrate: validation items of a try', default: '24' }),
  budget: callOptions.budget,
  concurrency: callOptions.concurrency,
  ...storeOption,
};

export type TasksInput = CommandInput<typeof tasksOptions>;
