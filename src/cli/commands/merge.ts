import { storeName } from '../../base/store-url.ts';
import { loadConfig, storePlace } from '../../config/index.ts';
import { type MergedEvaluation, mergeShards, missingText } from '../../score/index.ts';
import { defineCommand } from '../command.ts';
import { assertThere, storeOption } from '../common.ts';
import { count } from '../format.ts';
import { scoreText } from '../result-text.ts';

export const mergeCommand = defineCommand({
  details:
    'STORE is what `w4s eval --shard i/n` wrote. Each evaluation becomes one run, as if it had not been split, in ' +
    'the store that --store names. Nothing is added twice, and a missing shard can be merged later. All of it is one ' +
    'transaction: a merge that is broken off leaves nothing. Ends with exit code 5 while shards are missing.',
  arguments: [{ name: 'STORE', description: 'a store with shards', many: true }],
  options: { ...storeOption },
  examples: [
    'w4s merge .w4s/store.shard-*.db',
    'w4s merge a.db b.db c.db --store all.db',
    'w4s merge shards/*.db --store postgres://ada@db.example.org/w4s',
  ],
  run: async ({ args, options, output, signal }) => {
    for (const store of args) assertThere(store);
    const store = options.store ?? storePlace(await loadConfig()).path;
    const evaluations = await mergeShards({ from: args, store, signal });
    output.print(evaluations.map((one) => textOf(one, storeName(store))).join('\n\n'));
    const isWhole = evaluations.every(({ status }) => status === 'complete');
    return { result: { store: storeName(store), evaluations }, exitCode: isWhole ? 0 : 5 };
  },
});

function textOf(merged: MergedEvaluation, store: string): string {
  const { run, shards, missingShards, wasWhole } = merged;
  const what = wasWhole ? 'was whole already' : `${count(shards.length, 'shard')} merged`;
  return [
    `Run ${run} of ${store}: ${what}.`,
    ...(missingShards.length === 0 ? [] : [missingText(missingShards)]),
    scoreText(merged),
  ].join('\n');
}
