import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScoreContext } from './contract.ts';
import { listTasks, loadTask, seeded } from './load.ts';
import { dataDir, noData } from '../../tests/support/test-data.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const folder = temporaryFolders();

test.each<[string, string, string | undefined]>([
  ['gsm8', '`gsm8`. Did you mean `gsm8k`?', 'gsm8k'],
  ['GSM-Hard', 'Did you mean `gsm-hard`?', 'gsm-hard'],
  ['gsm8k:aflwo', 'Did you mean `gsm8k:aflow`?', 'gsm8k:aflow'],
  ['mgsm:xx', 'Did you mean `mgsm:', undefined],
  ['gsm8k:', 'Expected a task by name', 'gsm8k'],
  ['svamp:aflow', 'Expected a task by name', undefined],
  ['quite-unlike-any', 'Expected a task by name or a path to a task file, got `quite-unlike-any`.', undefined],
  ['', 'Expected a task by name', undefined],
])('the unknown task %j', async (ref, message, close) => {
  const error = await loadTask(ref).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'unknown-task',
    exitCode: 2,
    message: expect.stringContaining(message),
    hint: expect.stringContaining('`w4s tasks` lists them'),
  });
  if (close !== undefined) expect(error).toMatchObject({ facts: { nearest: close } });
});

test('a path that is no task file says so', async () => {
  const path = join(folder(), 'task.txt');
  writeFileSync(path, 'name: x');
  await expect(loadTask(path)).rejects.toMatchObject({
    code: 'unknown-task',
    message: expect.stringContaining('tasks are read from .yaml'),
  });
});

test.each(['pocket-arith', 'pocket-code', 'word-problems'])('%s has other items for each data seed', async (name) => {
  const plain = await loadTask(name);
  const other = await loadTask(`${name}?data-seed=5`);
  expect(await loadTask(`${name}?data-seed=0`)).toEqual(plain);
  expect((await loadTask(name, { seed: 5 })).splits).toEqual(other.splits);
  expect([plain.name, other.name]).toEqual([name, `${name}?data-seed=5`]);
  const [ids, otherIds] = [plain, other].map(({ splits }) =>
    Object.values(splits)
      .flat()
      .map(({ id }) => id),
  );
  expect(otherIds).toEqual(ids!.map((id) => id.replace(name, `${name}?data-seed=5`)));
  expect(plain.splits.test![0]!.input).not.toBe(other.splits.test![0]!.input);
});

test.each([
  ['svamp', 1, 'not-generated', 'got `svamp`, whose items are fixed'],
  ['svamp?data-seed=1', undefined, 'not-generated', 'got `svamp`, whose items are fixed'],
  ['pocket-arith?data-seed=1', 2, 'invalid-option', 'Expected one data seed'],
  ['pocket-arith?steps=2', undefined, 'unknown-parameter', 'Expected no parameters for `pocket-arith`, got `steps`'],
  ['pocket-arit?data-seed=1', undefined, 'unknown-task', 'Did you mean `pocket-arith`?'],
  ['reasoning-gym:chain_sums', undefined, 'unknown-task', 'Did you mean `chain_sum`?'],
])('%s with the data seed %s is refused', async (ref, seed, code, message) => {
  await expect(loadTask(ref, { seed })).rejects.toMatchObject({
    code,
    exitCode: 2,
    message: expect.stringContaining(message),
  });
});

test('files and code refuse a data seed', () => {
  expect(() => seeded('./task.yaml', 1)).toThrow(expect.objectContaining({ code: 'not-generated' }));
  expect(seeded('./task.yaml', 0)).toBe('./task.yaml');
  expect(seeded('word-problems', undefined)).toBe('word-problems');
  expect(seeded('word-problems', 3)).toBe('word-problems?data-seed=3');
});

test('data that is nowhere and has no address says how to get it', async () => {
  const options = { dataDir: folder(), cacheDir: folder() };
  await expect(loadTask('gaia', options)).rejects.toMatchObject({
    code: 'data-missing',
    exitCode: 2,
    hint: expect.stringMatching(/gated: accept its terms at https.*gaia\/metadata\.jsonl.*--data DIR/),
  });
  await expect(loadTask('mmlu-pro', options)).rejects.toMatchObject({
    code: 'data-missing',
    hint: expect.stringContaining('load_dataset("TIGER-Lab/MMLU-Pro")'),
  });
});

test("gaia reads the user's own copy; hidden answers are left out", async () => {
  const dir = folder();
  mkdirSync(join(dir, 'gaia'));
  // Questions of our own in the official format: nothing of the gated data.
  const rows = Array.from({ length: 10 }, (_, k) => ({
    task_id: `own-${k}`,
    Question: `What is ${k} + ${k}?`,
    Level: 1 + (k % 3),
    'Final answer': k === 9 ? '?' : String(2 * k),
    file_name: k === 3 ? 'table.xlsx' : '',
    'Annotator Metadata': { Steps: '1. add' },
  }));
  writeFileSync(join(dir, 'gaia/metadata.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  const task = await loadTask('gaia', { dataDir: dir });
  expect([task.splits.validation!.length, task.splits.test!.length]).toEqual([4, 5]);
  const items = [...task.splits.validation!, ...task.splits.test!];
  expect(items.find(({ id }) => id === 'gaia/own-3')!.input).toContain('table.xlsx, which is not available');
  for (const item of items)
    expect(await task.scorer.score(`$${String(item.target)}`, item, {} as ScoreContext)).toMatchObject({ value: 1 });
  const text = await loadTask('gaia:text', { dataDir: dir });
  expect(Object.values(text.splits).flat()).toHaveLength(8);
});

test('a broken own copy names file and line', async () => {
  const dir = folder();
  mkdirSync(join(dir, 'gaia'));
  writeFileSync(join(dir, 'gaia/metadata.jsonl'), '{"task_id": "a"}\n{"task_id"\n');
  await expect(loadTask('gaia', { dataDir: dir })).rejects.toMatchObject({
    code: 'data-broken',
    message: expect.stringContaining('gaia/metadata.jsonl:2'),
  });
});

test('the list names every variant, its sizes and where its data comes from', async () => {
  const options = { dataDir: folder(), cacheDir: folder() };
  const facts = await listTasks(options);
  expect(facts.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'gsm8k',
      'gsm8k:aflow',
      'gsm8k:official',
      'gsm-plus',
      'gsm-hard',
      'svamp',
      'mgsm',
      'mgsm:de',
      'math',
      'drop',
      'mmlu-pro',
      'humaneval',
      'mbpp',
      'gaia',
      'word-problems',
    ]),
  );
  expect(facts.find(({ name }) => name === 'gsm-hard')).toMatchObject({
    kind: 'answer',
    metric: 'accuracy',
    sizes: { validation: 128, test: 500, train: 691 },
    licence: 'Apache-2.0',
    data: 'download',
    available: false,
  });
  expect(facts.find(({ name }) => name === 'gaia')).toMatchObject({ data: 'missing', available: false });
  expect(facts.find(({ name }) => name === 'word-problems')).toMatchObject({ data: 'generated', available: true });
});

describe.skipIf(noData)('downloaded from a server (skipped without benchmark data)', () => {
  let server: Server;
  let mirror: string;
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      const path = `${dataDir}${request.url}`;
      // The addresses serve plain what lies gzipped here, and the other way round.
      try {
        response.end(readFileSync(path));
      } catch {
        try {
          response.end(gunzipSync(readFileSync(`${path}.gz`)));
        } catch {
          response.statusCode = 404;
          response.end();
        }
      }
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  test.each([
    'gsm8k',
    'gsm8k:official',
    'gsm-plus',
    'gsm-hard',
    'svamp',
    'mgsm',
    'math',
    'math:full',
    'drop',
    'humaneval',
    'mbpp',
    'mbpp:full',
  ])('%s is the same as from the folder', async (name) => {
    const [cacheDir, empty] = [folder(), folder()];
    const task = await loadTask(name, { dataDir: empty, cacheDir, mirror });
    expect(task.splits).toEqual((await loadTask(name, { dataDir })).splits);
    expect((await listTasks({ dataDir: empty, cacheDir })).find((facts) => facts.name === name)!.data).toBe('cache');
    const before = asked.length;
    await loadTask(name, { dataDir: empty, cacheDir, mirror });
    expect(asked.length).toBe(before);
  });

  test('two loads at once of all languages, with progress', async () => {
    const options = { dataDir: folder(), cacheDir: folder(), mirror };
    const seen = new Set<string>();
    await Promise.all([
      loadTask('mgsm', { ...options, onProgress: ({ path }) => seen.add(path) }),
      loadTask('mgsm', options),
    ]);
    expect(seen.size).toBe(11);
    expect(readdirSync(join(options.cacheDir, 'mgsm')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('an abort leaves the cache empty', async () => {
    const options = { dataDir: folder(), cacheDir: folder(), mirror };
    await expect(loadTask('svamp', { ...options, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
    expect(readdirSync(join(options.cacheDir, 'svamp'))).toEqual([]);
  });
});
