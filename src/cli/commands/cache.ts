import { cacheSummary, cachedRequests, clearCache } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { count, table, when } from '../format.ts';
import { integer, text, withDefault } from '../option.ts';

export const cacheCommand = defineCommand({
  name: 'cache',
  summary: 'inspect the cache of model answers, or clear it',
  arguments: [{ name: 'ACTION', description: 'what to do', choices: ['summary', 'show', 'clear'], required: false }],
  options: {
    model: text('MODEL', { description: 'only this model, named as in the summary' }),
    limit: withDefault(5, integer('N', { min: 1, description: 'requests that `show` prints' })),
    ...storeOption,
  },
  examples: ['w4s cache', 'w4s cache show --limit 2', 'w4s cache clear --model openai:gpt-6-luna'],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const filter = options.model === undefined ? {} : { model: options.model };
      switch (args[0]) {
        case 'summary': {
          const models = await cacheSummary(store);
          output.print(
            models.length === 0
              ? 'The cache is empty.'
              : table(
                  ['model', 'requests', 'answers', 'MB', 'newest (UTC)'],
                  models.map(({ model, requests, samples, bytes, newest }) => [
                    model,
                    String(requests),
                    String(samples),
                    (bytes / 1e6).toFixed(2),
                    when(newest),
                  ]),
                ),
          );
          return { result: { store: store.path, models } };
        }
        case 'show': {
          const requests = await cachedRequests(store, { ...filter, limit: options.limit });
          for (const { request, samples, key } of requests) {
            output.print(`## ${request.model}  ${key}`);
            for (const { role, content } of request.messages) output.print(`[${role}] ${content}`);
            for (const { sample, choice } of samples)
              output.print(`-> sample ${sample} (${choice.outcome}): ${choice.text}`);
          }
          return { result: { requests } };
        }
        case 'clear': {
          const cleared = await clearCache(store, filter);
          output.print(`Deleted ${count(cleared, 'answer')} from the cache. Runs, results and ledgers are kept.`);
          return { result: { cleared } };
        }
      }
    }),
});
