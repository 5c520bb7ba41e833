import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { ScoreContext, SplitName, Task, TaskItem } from '../contract.ts';
import { listTasks, loadTask } from '../load.ts';
import { dataDir, noData } from '../../../tests/support/test-data.ts';
import { CATALOGUE } from './index.ts';

const NAMES = CATALOGUE.flatMap(({ name, variants }) =>
  Object.keys(variants).map((variant) => (variant === '' ? name : `${name}:${variant}`)),
).filter((name) => !name.startsWith('gaia'));
const ANSWERS = NAMES.filter((name) => !/^(humaneval|mbpp|word-problems|pocket-code)/.test(name));
/** Scorers that look for the answer in a sentence. The others want it alone. */
const LENIENT = ['numeric', 'choice', 'math'];
const tasks = new Map<string, Promise<Task>>();

function load(name: string): Promise<Task> {
  if (!tasks.has(name)) tasks.set(name, loadTask(name, { dataDir }));
  return tasks.get(name)!;
}

async function all(name: string): Promise<TaskItem[]> {
  return Object.values((await load(name)).splits).flatMap((items) => [...items]);
}

async function item(name: string, id: string): Promise<TaskItem> {
  return (await all(name)).find((other) => other.id === id)!;
}

async function value(name: string, prediction: Json, gold: TaskItem): Promise<number> {
  return (await (await load(name)).scorer.score(prediction, gold, {} as ScoreContext)).value;
}

/** Another answer of the gold's kind. */
function nearMiss(scorer: string, target: Json): string {
  if (scorer === 'numeric' && target !== 'None') return `${Number(String(target).split('/')[0]) * 1.5 + 1}`;
  if (scorer === 'choice') return target === 'A' ? 'B' : 'A';
  return 'quite another thing';
}

function file(path: string): string {
  const bytes = readFileSync(`${dataDir}/${path}`);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

const rows = (path: string) =>
  file(path)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const published = () => JSON.parse(file('splits/seed0_splits.json'));
const numbers = (items: readonly TaskItem[] = []) => items.map(({ id }) => Number(id.split('/').at(-1)));

test('every benchmark has facts for a user', () => {
  for (const benchmark of CATALOGUE) {
    // Those of the pocket tasks have to fit the short context of the pocket models.
    const isPocket = benchmark.name.startsWith('pocket-');
    expect(benchmark.description.length).toBeGreaterThan(isPocket ? 100 : 200);
    expect(benchmark.description).toMatch(isPocket ? /answer/ : /score/);
    for (const { about, files } of Object.values(benchmark.variants)) {
      expect(about).not.toBe('');
      for (const { urls, sha256, bytes, howTo } of files) {
        if (urls.length === 0) expect(howTo).toMatch(/https?:|load_dataset/);
        else
          expect([sha256.length, bytes > 0, urls.every((url) => url.startsWith('https://'))]).toEqual([64, true, true]);
      }
    }
  }
});

describe.skipIf(noData)('with benchmark data (skipped without it)', () => {
  test.each(NAMES)('%s: sizes as stated, ids and splits without overlap, no empty text', async (name) => {
    const { splits, kind } = await load(name);
    const stated = (await listTasks({ dataDir })).find((facts) => facts.name === name)!;
    expect(Object.fromEntries(Object.entries(splits).map(([split, items]) => [split, items.length]))).toEqual(
      stated.sizes,
    );
    const items = await all(name);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.filter(({ input, target }) => input.trim() === '' || target === '' || target === null)).toEqual([]);
    if (kind === 'code') expect(items.filter(({ entryPoint }) => !entryPoint)).toEqual([]);
  });

  test.each(ANSWERS)('%s: every gold scores 1, in several spellings', async (name) => {
    const { scorer } = await load(name);
    const items = await all(name);
    const spellings: ((gold: string) => Json)[] = [(gold) => gold, (gold) => ` ${gold}\n`];
    if (LENIENT.includes(scorer.name)) spellings.push((gold) => `The answer is ${gold}.`);
    for (const spell of spellings) {
      const missed = [];
      for (const gold of items)
        if ((await scorer.score(spell(String(gold.target).split('|')[0]!), gold, {} as ScoreContext)).value !== 1)
          missed.push(`${gold.id}: ${String(gold.target)}`);
      expect(missed).toEqual([]);
    }
  });

  test.each(ANSWERS)('%s: wrong answers score 0', async (name) => {
    const { scorer } = await load(name);
    const hits = [];
    for (const gold of await all(name)) {
      for (const wrong of ['', 'zzz', null, [], {}])
        if ((await scorer.score(wrong, gold, {} as ScoreContext)).value !== 0 && gold.target !== 'None')
          hits.push(gold.id);
      const near = nearMiss(scorer.name, gold.target);
      if ((await scorer.score(near, gold, {} as ScoreContext)).value !== 0 && scorer.name !== 'f1')
        hits.push(`${gold.id} ${near}`);
    }
    expect(hits).toEqual([]);
  });

  test.each<[string, string, SplitName, string]>([
    ['gsm-hard', 'w4s_gsm_hard', 'validation', 'valid_0_128'],
    ['gsm-hard', 'w4s_gsm_hard', 'test', 'test_128_628'],
    ['gsm-hard:adas', 'adas_gsm_hard', 'test', 'test'],
    ['gsm8k', 'adas_gsm8k', 'validation', 'valid'],
    ['gsm8k', 'adas_gsm8k', 'test', 'test'],
    ['drop:adas', 'adas_drop', 'validation', 'valid'],
    ['drop', 'adas_drop', 'test', 'test'],
  ])('%s follows %s for %s', async (name, key, split, part) => {
    expect(numbers((await load(name)).splits[split])).toEqual(published()[key][part]);
  });

  test('svamp and mgsm follow ADAS', async () => {
    const svamp = JSON.parse(file('svamp/SVAMP.json'));
    expect((await load('svamp')).splits.test!.map(({ id }) => id)).toEqual(
      published().adas_svamp.test.map((row: number) => `svamp/${svamp[row].ID}`),
    );
    const { languages, test } = published().adas_mgsm;
    expect((await load('mgsm:adas')).splits.test!.map(({ id }) => id)).toEqual(
      test.map((row: number) => `mgsm/${languages[Math.floor(row / 250)]}/${row % 250}`),
    );
  });

  test('the AFlow cuts hold what the AFlow files hold', async () => {
    const same = async (name: string, read: (row: Record<string, string>) => string, of: (item: TaskItem) => Json) => {
      const { validation, test } = (await load(`${name}:aflow`)).splits;
      expect(validation!.map(of)).toEqual(rows(`${name}/aflow_validate.jsonl`).map(read));
      expect(test!.map(of)).toEqual(rows(`${name}/aflow_test.jsonl`).map(read));
    };
    await same(
      'gsm8k',
      (row) => `${row['question']} ${row['answer']!.replaceAll(',', '')}`,
      ({ input, target }) => `${input} ${String(target)}`,
    );
    await same(
      'drop',
      (row) => `${row['context']} ${row['ref_text']}`,
      ({ input, target }) => `${input} ${String(target)}`,
    );
    await same(
      'math',
      (row) => row['problem']!,
      ({ input }) => input,
    );
  });

  test('odd 1: fourteen GSM8K golds with a thousands comma are whole', async () => {
    const commas = [146, 201, 230, 249, 505, 610, 611, 640, 642, 819, 829, 997, 1009, 1206];
    const golds = new Map((await all('gsm8k')).map((gold) => [Number(gold.id.split('/').at(-1)), gold]));
    expect(String(golds.get(146)!.target)).toBe('2125');
    for (const row of commas) {
      const gold = golds.get(row)!;
      expect(Number(gold.target)).toBeGreaterThan(999);
      const text = Number(gold.target).toLocaleString('en-US');
      expect([await value('gsm8k', text, gold), await value('gsm8k', text.split(',')[0]!, gold)]).toEqual([1, 0]);
    }
    expect((await all('mgsm')).filter(({ target }) => String(target).includes(','))).toEqual([]);
  });

  test('odd 2: GSM-Hard golds near zero do not accept 0; all others keep the tolerance 0.1', async () => {
    const items = await all('gsm-hard');
    const small = items.filter(({ target }) => Math.abs(Number(target)) < 0.1 && target !== 0);
    expect(small).toHaveLength(37);
    for (const gold of small) expect(await value('gsm-hard', 0, gold)).toBe(0);
    for (const gold of items.filter(({ target }) => Math.abs(Number(target)) >= 1)) {
      expect(await value('gsm-hard', Number(gold.target) + 0.09, gold)).toBe(1);
      if (Math.abs(Number(gold.target)) < 1e11)
        expect(await value('gsm-hard', Number(gold.target) - 0.11, gold)).toBe(0);
    }
  });

  test('odd 3: SVAMP keeps its published gold, and joins body and question by a newline', async () => {
    expect((await item('svamp', 'svamp/chal-680')).target).toBe(1);
    expect((await item('svamp', 'svamp/chal-1')).input).toBe(
      'Each pack of dvds costs 76 dollars. If there is a discount of 25 dollars on each pack\n' +
        'How much do you have to pay to buy each pack?',
    );
  });

  test('odd 4: the variations of a GSM-Plus question stand in one split; 300 questions have no answer', async () => {
    const { splits } = await load('gsm-plus');
    const seeds = new Map(
      rows('gsm-plus/testmini.jsonl.gz').map((row, index) => [`gsm-plus/${index}`, row.seed_question]),
    );
    const of = (split: SplitName) => new Set(splits[split]!.map(({ id }) => seeds.get(id)));
    expect([of('validation').size, of('test').size, of('train').size]).toEqual([16, 100, 184]);
    expect(new Set([...of('validation'), ...of('test'), ...of('train')]).size).toBe(300);
    const none = (await all('gsm-plus')).filter(({ target }) => target === 'None');
    expect(none).toHaveLength(300);
    expect([
      await value('gsm-plus', 'It cannot be determined.', none[0]!),
      await value('gsm-plus', '5', none[0]!),
    ]).toEqual([1, 0]);
  });

  test('odd 5: DROP contexts that repeat do not reach training; several spans are one bag', async () => {
    for (const name of ['drop', 'drop:adas', 'drop:aflow']) {
      const { splits } = await load(name);
      const sealed = new Set([...splits.validation!, ...splits.test!].map(({ input }) => input));
      expect(splits.train!.filter(({ input }) => sealed.has(input))).toEqual([]);
    }
    const spans = (await item('drop:aflow', 'drop/dev/0'))!;
    expect(spans.target).toBe('under the age of 18 and 25 to 44 and 45 to 64');
    expect(await value('drop:aflow', ['45 to 64', 'under the age of 18', '25 to 44'], spans)).toBe(1);
    expect(await value('drop:aflow', '45 to 64', spans)).toBeGreaterThan(0.3);
    expect(await value('drop:aflow', '46 to 65', spans)).toBe(0);
  });

  test('odd 6: MMLU-Pro takes the letter, not the index; repeats stay in one split; options may be equal', async () => {
    const wrong = await item('mmlu-pro', 'mmlu-pro/3983');
    expect(wrong.target).toBe('C');
    const { splits } = await load('mmlu-pro');
    const inputs = (split: SplitName) => splits[split]!.map(({ input }) => input);
    const sealed = new Set([...inputs('validation'), ...inputs('test')]);
    expect(inputs('train').filter((input) => sealed.has(input))).toEqual([]);
    expect(inputs('test').filter((input) => inputs('validation').includes(input))).toEqual([]);
    const equal = (await all('mmlu-pro')).filter(
      ({ metadata }) => new Set(metadata!['options'] as string[]).size < (metadata!['options'] as string[]).length,
    );
    expect(equal).toHaveLength(1);
    expect(wrong.input).toMatch(/\n\nA\. .+\nB\. .+\nC\. N—H/);
  });

  test("odd 7: the HumanEval split is W4S's, the rows are the official ones", async () => {
    const { splits } = await load('humaneval:w4s');
    const ours = [...splits.validation!, ...splits.test!];
    const theirs = [...rows('humaneval/w4s_validate.jsonl'), ...rows('humaneval/w4s_test.jsonl')];
    expect(ours.map(({ id }) => id)).toEqual(theirs.map((row) => row.task_id));
    expect(ours.map(({ input }) => input.trimStart())).toEqual(theirs.map((row) => row.prompt.trimStart()));
    expect(ours.filter(({ input }, index) => input !== theirs[index].prompt)).toHaveLength(35);
    expect(ours.map(({ target }) => String(target).trim())).toEqual(theirs.map((row) => row.test.trim()));
  });

  test("odd 8 and 9: MBPP has W4S's split, entry points and tests; public tests belong to their own task", async () => {
    const { splits } = await load('mbpp');
    const ours = [...splits.validation!, ...splits.test!];
    const theirs = [...rows('mbpp/w4s_validate.jsonl'), ...rows('mbpp/w4s_test.jsonl')];
    expect(ours.map(({ id }) => id)).toEqual(theirs.map((row) => `mbpp/${row.task_id}`));
    const differ = ours.filter(({ entryPoint }, index) => entryPoint !== theirs[index].entry_point);
    expect(differ.map(({ id }) => id)).toEqual(['mbpp/56']);
    for (const [index, { input, publicTests, target }] of ours.entries()) {
      const { prompt, task_id, test_list } = theirs[index];
      expect(input.startsWith(prompt.split('\n')[0])).toBe(true);
      if (task_id !== 56) expect(String(target)).toContain(test_list.join('\n'));
      if (task_id !== 56) expect(publicTests![0]).toContain(test_list[0]);
    }
    const full = await item('mbpp:full', 'mbpp/367');
    expect(String(full.target)).toMatch(/^root = Node\(1\) \n/);
    expect(
      (await all('mbpp:full')).filter(({ target, metadata }) =>
        `${String(target)}${String(metadata!['reference'])}`.includes('\r'),
      ),
    ).toEqual([]);
  });

  describe('programs', () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await openSandbox();
    });
    afterAll(() => sandbox.close());

    async function failing(
      name: string,
      items: readonly TaskItem[],
      program: (item: TaskItem) => string,
    ): Promise<string[]> {
      const { scorer } = await load(name);
      const [left, failed] = [[...items], [] as string[]];
      const worker = async () => {
        for (let next = left.pop(); next; next = left.pop()) {
          const { value: score, note } = await scorer.score(program(next), next, { sandbox });
          if (score !== 1) failed.push(`${next.id}: ${note}`);
        }
      };
      await Promise.all(Array.from({ length: 16 }, worker));
      return failed;
    }

    test.each(['humaneval', 'mbpp'])(
      '%s: every reference solution passes',
      async (name) => {
        expect(await failing(name, await all(name), ({ metadata }) => String(metadata!['reference']))).toEqual([]);
      },
      120_000,
    );

    test('an empty function passes nothing', async () => {
      const items = [...(await all('humaneval')).slice(0, 40), ...(await all('mbpp')).slice(0, 40)];
      expect(
        await failing('mbpp', items, ({ entryPoint }) => `def ${entryPoint}(*args, **kwargs):\n    return None\n`),
      ).toHaveLength(80);
    });

    test('public tests hold for every reference solution, and most HumanEval tasks have some', async () => {
      const items = await all('humaneval');
      const tested = items.filter(({ publicTests }) => publicTests!.length > 0);
      expect(tested.length).toBeGreaterThan(120);
      const asHidden = tested.map((gold) => ({ ...gold, target: gold.publicTests!.join('\n') }));
      expect(await failing('humaneval', asHidden, ({ metadata }) => String(metadata!['reference']))).toEqual([]);
    });
  });
});

describe('word-problems', () => {
  test('needs no data, and gives the same stories for the same seed', async () => {
    const options = { dataDir: '/nowhere', cacheDir: '/nowhere' };
    const [a, b, c] = await Promise.all([
      loadTask('word-problems', options),
      loadTask('word-problems', { ...options, seed: 0 }),
      loadTask('word-problems', { ...options, seed: 1 }),
    ]);
    expect(a.splits).toEqual(b.splits);
    expect(a.splits.test![0]!.input).not.toBe(c.splits.test![0]!.input);
    expect([a.splits.train!.length, a.splits.validation!.length, a.splits.test!.length]).toEqual([200, 128, 300]);
  });

  test('the stories come out: replaying the sentences gives the gold', async () => {
    const { splits } = await loadTask('word-problems');
    const items = Object.values(splits).flat();
    for (const { input, target, metadata } of items)
      expect(replay(input), input).toEqual({ total: target, steps: metadata!['steps'] });
    expect(new Set(items.map(({ input }) => input)).size).toBe(628);
    const names = (split: SplitName) => new Set(splits[split]!.map(({ input }) => input.split(' ')[0]));
    expect([...names('train')].filter((name) => names('validation').has(name) || names('test').has(name))).toEqual([]);
    expect([...names('test')].filter((name) => names('validation').has(name))).toEqual([]);
  });

  /** Reads the story as a child would, without the generator's code. */
  function replay(story: string): { total: number; steps: number } {
    const sentences = story.split(/(?<=\.) /).slice(0, -1);
    let total = Number(/has (\d+)/.exec(sentences[0]!)![1]);
    for (const sentence of sentences.slice(1)) {
      const [first, second] = [...sentence.matchAll(/\d+/g)].map(Number);
      if (sentence.includes('finds')) total += first!;
      else if (sentence.includes('gives')) total -= first!;
      else if (sentence.includes('times as many')) total += total * first!;
      else if (sentence.includes('equally')) total /= first!;
      else if (sentence.includes('bags')) total += first! * second!;
      else total /= 2;
    }
    return { total, steps: sentences.length - 1 };
  }
});
