import { inShell } from '../../base/in-shell.ts';
import type { StoredRequest, StoredSample } from '../../model/index.ts';
import { type CachedRequest, type Store, cacheSummary, cachedRequests, clearCache } from '../../store/index.ts';
import { asCalled } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { moment, size } from '../../present/index.ts';
import { count, table } from '../format.ts';
import { type Damage, listing } from '../listing.ts';
import { integer, onlyWith, text, withDefault } from '../option.ts';
import type { Output } from '../output.ts';

export const cacheCommand = defineCommand({
  arguments: [{ name: 'ACTION', description: 'what to do', choices: ['summary', 'show', 'clear'], required: false }],
  options: {
    model: text('MODEL', { description: 'only this model, named as in the summary' }),
    limit: onlyWith(['show'], withDefault(5, integer('N', { min: 1, description: 'requests to print' }))),
    ...storeOption,
  },
  examples: ['w4s cache', 'w4s cache show --limit 2', 'w4s cache clear --model openai:gpt-6-luna'],
  run: ({ args: [action], options: { store: path, model, limit }, output }) =>
    withStore<{ result: unknown }>(path, (store) => {
      if (action === 'summary') return summary(store, { model }, output);
      return action === 'show' ? show(store, { model, limit }, output) : clear(store, { model }, output);
    }),
});

async function summary(store: Store, filter: { model: string | undefined }, output: Output) {
  const models = (await cacheSummary(store)).filter(({ model }) => [undefined, model].includes(filter.model));
  const rows = models.map(({ model, requests, samples, bytes, newest }) => [
    model,
    String(requests),
    String(samples),
    size(bytes),
    moment(newest),
  ]);
  output.print(rows.length === 0 ? emptyText(filter) : table(['model', 'requests', 'answers', 'size', 'newest'], rows));
  return { result: { store: store.path, models } };
}

function emptyText({ model }: { model: string | undefined }): string {
  return model === undefined ? 'The cache is empty.' : `The cache holds nothing of \`${model}\`.`;
}

async function show(store: Store, filter: { model: string | undefined; limit: number }, output: Output) {
  const requests = await listing<CachedRequest, Shown>(await cachedRequests(store, filter), parsed, damaged);
  for (const request of requests) output.print(requestText(request));
  return { result: { requests } };
}

type Shown = ReturnType<typeof parsed> | (Pick<CachedRequest, 'key' | 'model' | 'createdAt'> & { problem: Damage });

/** @throws where the request or a sample is no JSON */
function parsed({ request, samples, ...known }: CachedRequest) {
  return {
    ...known,
    request: JSON.parse(request) as StoredRequest,
    samples: samples.map((data) => JSON.parse(data) as StoredSample),
  };
}

function damaged({ key, model, createdAt }: CachedRequest, damage: Damage): Shown {
  const hint = `\`w4s cache clear --model ${inShell(model)}\` deletes it, with all other answers of this model.`;
  return { key, model, createdAt, problem: { ...damage, hint } };
}

function requestText(shown: Shown): string {
  const head = `## ${shown.model}  ${shown.key}`;
  if ('problem' in shown) return asCalled(`${head}\nDamaged: ${shown.problem.message}\n  ${shown.problem.hint}`);
  return [
    head,
    ...shown.request.messages.map(({ role, content }) => `[${role}] ${content}`),
    ...shown.samples.map(({ sample, choice }) => `-> sample ${sample} (${choice.outcome}): ${choice.text}`),
  ].join('\n');
}

async function clear(store: Store, filter: { model: string | undefined }, output: Output) {
  const cleared = await clearCache(store, filter);
  output.print(`Deleted ${count(cleared, 'answer')} from the cache. Runs, results and ledgers are kept.`);
  return { result: { cleared } };
}
