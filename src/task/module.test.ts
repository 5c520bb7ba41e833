import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ScoreContext } from './contract.ts';
import { loadTask } from './load.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const folder = temporaryFolders();

function module(text: string, head = ''): string {
  const path = join(folder(), 'task.mjs');
  writeFileSync(
    path,
    `${head}\nconst items = ['a', 'b', 'c'].map((input, index) => ({ input, target: index }));\nexport default ${text};\n`,
  );
  return path;
}

test('a plain object is a task, in the short form and in the long one', async () => {
  const short = await loadTask(module("{ name: 'plain', description: 'Count.', scorer: 'numeric', items }"));
  expect(short).toMatchObject({ name: 'plain', kind: 'answer', metric: 'accuracy', warnings: [] });
  const named = 'items.map((item, id) => ({ ...item, id: String(id) }))';
  const long = await loadTask(
    module(
      `{ name: 'plain', description: 'Count.', kind: 'answer', metric: 'score', ` +
        `scorer: { name: 'own', score: () => ({ value: 1 }) }, ` +
        `splits: { validation: ${named}.slice(0, 1), test: ${named}.slice(1) } }`,
    ),
  );
  expect(long).toMatchObject({
    metric: 'score',
    splits: {
      test: [
        { id: '1', target: 1 },
        { id: '2', target: 2 },
      ],
    },
  });
  expect(
    await loadTask(
      module(
        "Promise.resolve({ name: 'plain', description: 'Count.', " +
          'scorer: (prediction, item) => prediction === item.target, items: () => items })',
      ),
    ),
  ).toMatchObject({ metric: 'score' });
});

test.each([
  [
    'a mistyped field',
    "{ name: 'x', descripton: 'Count.', scorer: 'numeric', items }",
    /`descripton`: Unknown field\. Did you mean `description`\?/,
  ],
  [
    'splits that are none',
    "{ name: 'x', description: 'Count.', scorer: { name: 'own', score: () => 1 }, splits: { validation: 1 } }",
    /`splits\.validation`: Expected a list, got `1`/,
  ],
  [
    'a gold that is missing',
    "{ name: 'x', description: 'Count.', scorer: 'numeric', items: [...items, { input: 'd' }] }",
    /`items\[3\]\.target`: Expected a gold answer/,
  ],
  [
    'an id twice',
    "{ name: 'x', description: 'Count.', scorer: 'numeric', items: items.map((item) => ({ ...item, id: 'same' })) }",
    /Expected each id once, got `same` twice/,
  ],
  [
    'a gold that can’t be matched',
    "{ name: 'x', description: 'Count.', scorer: 'numeric', " +
      "items: [...items, { id: 'odd', input: 'd', target: 'many' }] }",
    /`target`: Expected a gold that some answer can match under the scorer `numeric`, got `"many"` \(item `odd`\)\./,
  ],
])('%s in a plain object', async (_, text, message) => {
  await expect(loadTask(module(text))).rejects.toMatchObject({
    code: 'task-invalid',
    exitCode: 2,
    message: expect.stringMatching(message),
  });
});

const GUARDED = `class Close {
  name = 'close';
  needsGold = false;
  #tolerance = 0.1;
  get fingerprint() { return process.env.W4S_TEST_VERSION; }
  ideal(item) { return item.target + this.#tolerance / 2; }
  score(prediction, item) { return { value: Math.abs(prediction - item.target) < this.#tolerance ? 1 : 0 }; }
}`;

test('a scorer may be an object of a class, and have a fingerprint of its own', async () => {
  const load = (version: string) => {
    vi.stubEnv('W4S_TEST_VERSION', version);
    return loadTask(module(`{ name: 'own', description: 'Count.', scorer: new Close(), items }`, GUARDED));
  };
  const { scorer, splits } = await load('1');
  const item = splits.test![0]!;
  expect(scorer).toMatchObject({ name: 'close', needsGold: false });
  expect(scorer.ideal!(item)).toBe((item.target as number) + 0.05);
  expect(await scorer.score(9, item, {} as ScoreContext)).toEqual({ value: 0 });
  expect(await scorer.score(item.target, item, {} as ScoreContext)).toEqual({ value: 1 });
  expect((await load('1')).scorer.fingerprint).toBe(scorer.fingerprint);
  expect((await load('2')).scorer.fingerprint).not.toBe(scorer.fingerprint);
  vi.unstubAllEnvs();
});

test('what is no task at all says what was exported', async () => {
  await expect(loadTask(module('42'))).rejects.toMatchObject({
    code: 'task-module',
    message: expect.stringContaining('got `number`'),
  });
  await expect(loadTask(module("{ title: 'x' }"))).rejects.toMatchObject({ code: 'task-module' });
});
