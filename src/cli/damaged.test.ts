import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type Run, type Store, callStore, createRun, openStore, saveModel, updateRun } from '../store/index.ts';
import { createOutput } from './output.ts';
import { readCommandLine } from './program.ts';
import { commandTable } from './table.ts';

const folder = temporaryFolders();

/** A store that `fill` has written to, and what a command says of it. */
async function said(fill: (store: Store) => Promise<unknown>, ...words: string[]) {
  const path = join(folder(), 'store.db');
  const store = await openStore(path);
  await fill(store);
  await store.close();
  let text = '';
  const stdout = new PassThrough().on('data', (chunk) => (text += String(chunk)));
  const output = createOutput({ json: false, stdout, stderr: new PassThrough() });
  const facts = { version: '0', about: [] };
  const { spec, args, options } = (await readCommandLine(commandTable, facts, [...words, '--store', path]))!;
  const { signal } = new AbortController();
  const { result } = await spec.run({ args, options, output, signal, onInterrupt: () => {} } as never);
  return { result, text };
}

const run = (store: Store, name: string): Promise<Run> =>
  createRun(store, { command: 'eval', task: name, config: { task: name, executor: 'sim:executor' }, configHash: name });

test.each<[string, Partial<Run>]>([
  ['a config that is no JSON', { config: '{"task": "su' }],
  ['a config without its executor', { config: '{"task": "sums"}' }],
  ['a result that is no JSON', { result: '{"accuracy": 0.' }],
  ['a result that is something else', { result: '{"accuracy": "high"}' }],
  ['a time that is none', { created_at: 'yesterday' as never }],
])('runs: %s hides no other run', async (_, damage) => {
  let broken = '';
  const { result, text } = await said(async (store) => {
    await run(store, 'good');
    broken = (await run(store, 'sums')).id;
    await run(store, 'fine');
    await updateRun(store, broken, damage);
  }, 'runs');
  const rows = text.split('\n');
  expect(rows.filter((row) => /^(?:good|fine)-.* interrupted /.test(row))).toHaveLength(2);
  expect(rows.filter((row) => row.startsWith(`${broken} `) && / damaged /.test(row))).toHaveLength(1);
  expect(text).toContain(`w4s rm ${broken}`);
  expect(result).toMatchObject({
    runs: expect.arrayContaining([
      expect.objectContaining({
        run: broken,
        status: 'damaged',
        problem: { message: expect.any(String), hint: expect.stringContaining(broken) },
      }),
    ]),
  });
});

test('cache show: a request that is no JSON hides no other one', async () => {
  const request = (model: string) => ({ model, messages: [{ role: 'user' as const, content: `to ${model}` }] });
  const { result, text } = await said(
    async (store) => {
      for (const model of ['a:b', 'c:d'])
        await callStore(store).put(
          model,
          [{ sample: 0, choice: { text: 'yes', outcome: 'ok' } } as never],
          request(model) as never,
        );
      await store.writer.write((db) => db.updateTable('requests').set({ request: '{' }).where('key', '=', 'a:b'));
    },
    'cache',
    'show',
  );
  expect(text).toContain('to c:d\n-> sample 0 (ok): yes');
  expect(text).toMatch(/## a:b {2}a:b\nDamaged: .*\n.*w4s cache clear --model a:b/);
  expect(result).toMatchObject({
    requests: expect.arrayContaining([expect.objectContaining({ key: 'a:b', problem: expect.anything() })]),
  });
});

test('model list: a time that is none hides no other model', async () => {
  const model = (name: string, created_at: number) => ({
    name,
    base: 'tiny',
    method: 'rlao',
    path: name,
    options: '{}',
    dataset: '{}',
    card: null,
    reason: null,
    status: 'trained' as const,
    created_at,
    finished_at: null,
  });
  const { text } = await said(
    async (store) => {
      await saveModel(store, model('good', 0));
      await saveModel(store, model('odd', 'yesterday' as never));
    },
    'model',
    'list',
  );
  expect(text).toMatch(/good .* 1970-01-01 00:00/);
  expect(text).toMatch(/odd .* –/);
});
