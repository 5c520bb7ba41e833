import { runWorker } from '../../dispatch/index.ts';
import { loadConfig, storePlace } from '../../config/index.ts';
import { count } from '../../present/index.ts';
import { defineCommand } from '../command.ts';
import { callOptions, dataOption, outsideOption, sandboxOption, storeOption } from '../common.ts';
import { amount, names } from '../option.ts';

export const workerCommand = defineCommand({
  details:
    'It takes items of every run in the store that wants workers and that it is fit for: the same w4s, data, sandbox ' +
    'and tools, and an executor that can be called from here. Keys and data are its own. Start as many as you like, ' +
    'and end them at any time: what one had in hand goes to another. See docs/scale.md.',
  arguments: [],
  options: {
    concurrency: callOptions.concurrency,
    executors: names('A,B', { description: 'models that it may call', otherwise: 'all that can be called from here' }),
    exitWhenIdle: amount('SECONDS', {
      description: 'end once no run has had an item to run for so long: for batch systems',
      otherwise: 'it keeps waiting',
    }),
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
  },
  examples: [
    'w4s worker --store postgres://ada@db.example.org/w4s --concurrency 64',
    'w4s worker --store postgres://ada@db.example.org/w4s --exit-when-idle 300',
  ],
  run: async ({ options, output, signal, onInterrupt }) => {
    const { data, exitWhenIdle, store, ...rest } = options;
    const result = await runWorker({
      ...rest,
      store: store ?? storePlace(await loadConfig()).path,
      dataDir: data,
      exitWhenIdleSeconds: exitWhenIdle,
      signal,
      onStarted: (stop) => {
        output.event('worker-started', {});
        onInterrupt(stop);
      },
      onNews: (text) => output.note(text),
    });
    output.print(`Ended ${count(result.items, 'item')} of ${count(result.runs.length, 'run')}.`);
    return { result };
  },
});
