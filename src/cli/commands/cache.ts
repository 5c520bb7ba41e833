import { usageError } from '../../base/errors.ts';
import { cacheSummary, cachedRequests, clearCache } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { moment, size } from '../../present/index.ts';
import { count, table } from '../format.ts';
import { integer, text } from '../option.ts';

export const cacheCommand = defineCommand({
  name: 'cache',
  summary: 'look into the cache of model answers, or clear it',
  arguments: [{ name: 'ACTION', description: 'summary (default), show, or clear', required: false }],
  options: {
    model: text('MODEL', { description: 'only this model, as in the summary' }),
    limit: integer('N', { min: 1, description: 'requests that `show` prints', default: '5' }),
    ...storeOption,
  },
  examples: ['w4s cache', 'w4s cache show --limit 2', 'w4s cache clear --model openai:gpt-6-luna'],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const filter = options.model === undefined ? {} : { model: options.model };
      switch (args[0] ?? 'summary') {
        case 'summary': {
          const models = await cacheSummary(store);
          output.print(
            models.length === 0
              ? 'The cache is empty.'
              : table(
                  ['model', 'requests', 'answers', 'size', 'newest'],
                  models.map(({ model, requests, samples, bytes, newest }) => [
                    model,
                    String(requests),
                    String(samples),
                    size(bytes),
                    moment(newest),
                  ]),
                ),
          );
          return { result: { store: store.path, models } };
        }
        case 'show': {
          const requests = await cachedRequests(store, { ...filter, limit: options.limit ?? 5 });
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
          output.print(`${count(cleared, 'answer')} forgotten. Runs, results and ledgers stay.`);
          return { result: { cleared } };
        }
        default:
          throw usageError('unknown-action', `\`w4s cache\` knows summary, show and clear, got \`${args[0]}\``);
      }
    }),
});
