import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Task } from '../../task/contract.ts';
import { modelName, seedsOf } from './design.ts';
import type { Place } from './place.ts';
import { REAL } from './real.ts';
import { searchJobs, searchName } from './search.ts';
import { taskOfSeed } from './tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-replication-'));
afterAll(() => rmSync(folder, { recursive: true }));
const place = {} as Place;

function writeTask(items: number): string {
  const rows = Array.from({ length: items }, (_, i) => JSON.stringify({ id: `i${i}`, question: `${i}?`, answer: i }));
  writeFileSync(join(folder, 'items.jsonl'), rows.join('\n'));
  const fields = 'fields: { id: id, input: question, target: answer }';
  writeFileSync(
    join(folder, 'task.yaml'),
    'name: toy\ndescription: numbers\ndata: items.jsonl\nsplit: { validation: 10, test: 10, seed: 0 }\n' +
      `${fields}\nscorer: numeric\n`,
  );
  return join(folder, 'task.yaml');
}

test('no two seeds share an item of a task whose items are given', async () => {
  const path = writeTask(20);
  const ids: string[] = [];
  for (const seed of [0, 1, 2]) {
    const { splits } = (await taskOfSeed(path, seed, { validation: 3, test: 3 }, place)) as Task;
    expect([splits.validation?.length, splits.test?.length]).toEqual([3, 3]);
    ids.push(...[...splits.validation!, ...splits.test!].map(({ id }) => id));
  }
  expect(new Set(ids).size).toBe(18);
  await expect(taskOfSeed(path, 3, { validation: 3, test: 3 }, place)).rejects.toMatchObject({ code: 'too-few-items' });
});

test('a generated task is drawn anew for each seed', async () => {
  expect(await taskOfSeed('pocket-arith', 2, { validation: 3, test: 3 }, place)).toBe('pocket-arith?data-seed=2');
});

test('no held-out task is a seen one, and every search has a name of its own', () => {
  expect(REAL.heldOut.filter((task) => REAL.seen.includes(task))).toEqual([]);
  const jobs = searchJobs(REAL);
  expect(new Set(jobs.map((job) => searchName(REAL, job))).size).toBe(jobs.length);
});

test('what most comparisons are about is searched first, whole seeds before the next', () => {
  const jobs = searchJobs(REAL);
  const main = jobs.filter(({ learner }) => learner.isBeside !== true);
  expect(jobs.slice(0, main.length)).toEqual(main);
  expect(main.map(({ seed }) => seed)).toEqual(main.map(({ seed }) => seed).toSorted((a, b) => a - b));
});

test('an arm without weights of its own uses those that it names', () => {
  const named = (name: string) => REAL.learners.find((learner) => learner.name === name)!;
  expect(modelName(REAL, named('best-of-n-rank'), 3)).toBe(modelName(REAL, named('rlao-rank'), 3));
  expect(modelName(REAL, named('untrained'), 3)).toBeNull();
  expect(seedsOf({}, { trainings: 3 })).toEqual([0, 1, 2]);
});
