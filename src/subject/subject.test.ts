import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type Store, addCandidate, createRun, openStore, saveVersion, updateRun } from '../store/index.ts';
import { findSubject } from './index.ts';

const folder = temporaryFolders();
const CODE = 'def workflow(agent, task):\n    return task\n';

let store: Store;
let run: string;
beforeAll(async () => {
  store = await openStore(':memory:');
  const config = { task: 'sums', executor: 'openai:m', kind: 'answer', settings: { review: 'always' } };
  run = (await createRun(store, { command: 'optimize', task: 'sums', name: 'emails', config, configHash: 'c' })).id;
  await addCandidate(store, {
    id: `${run}/t01c0`,
    run_id: run,
    turn: 1,
    slot: 0,
    parent_id: null,
    status: 'scored',
    analysis: '',
    code: CODE,
    raw_code: null,
    code_hash: 'of-run',
    repairs: 0,
    problem: null,
    accuracy: 1,
    reward: 1,
    feedback: null,
    advanced: 1,
    evaluation_id: null,
    created_at: 1,
  });
  await updateRun(store, run, { winner_id: `${run}/t01c0` });
  for (const [name, hash] of [
    ['emails', 'first'],
    ['emails', 'second'],
    ['other', 'third'],
  ] as const)
    await saveVersion(store, {
      name,
      id: hash,
      code_hash: hash,
      code: CODE,
      kind: 'code',
      task: 'sums',
      executor: 'openai:n',
      scores: '{}',
      origin: `${run}/t01c0`,
      review: 'always',
      approved_by: 'me',
      note: null,
      created_at: 1,
    });
});
afterAll(() => store.close());

test.each([
  ['a published name goes before a run of that name: its newest', 'emails', { hash: 'second', label: 'emails@2' }],
  ['a version by its number', 'emails@1', { hash: 'first', kind: 'code', executor: 'openai:n', review: 'always' }],
  [
    'a run by its beginning: its winner',
    'sums-',
    { hash: 'of-run', kind: 'answer', executor: 'openai:m', review: 'always' },
  ],
  ['the newest run that has a winner', 'latest', { hash: 'of-run', task: 'sums' }],
])('%s', async (_, reference, expected) => {
  expect(await findSubject(store, reference)).toMatchObject(expected);
});

test('a candidate by its label', async () => {
  expect(await findSubject(store, `${run}/t01c0`)).toMatchObject({ hash: 'of-run', label: `${run}/t01c0` });
});

test.each([
  ['emails@3', 'unknown-version', /emails@2/],
  ['nothing', 'unknown-run', /w4s runs/],
  ['gone.py', 'unknown-workflow', /\.py file/],
])('%s is told as %s', async (reference, code, hint) => {
  await expect(findSubject(store, reference)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
});

test('a folder is no workflow, whatever it is called', async () => {
  const before = process.cwd();
  process.chdir(folder());
  try {
    mkdirSync('other');
    expect(await findSubject(store, 'other')).toMatchObject({ label: 'other@1' });
  } finally {
    process.chdir(before);
  }
});

test('a file is its owner’s word', async () => {
  const path = join(folder(), 'own.py');
  writeFileSync(path, CODE);
  expect(await findSubject(store, path)).toMatchObject({ label: path, task: null, executor: null, review: null });
});
