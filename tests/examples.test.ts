import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakeModel } from '../src/model/index.ts';
import type { Sandbox } from '../src/sandbox/contract.ts';
import { openSandbox } from '../src/sandbox/index.ts';
import { scoreWorkflow } from '../src/score/index.ts';
import { importTask, loadTask } from '../src/task/index.ts';
import { runCli } from './support/cli.ts';
import { commandsOf } from './support/fences.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const examples = join(import.meta.dirname, '../examples');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const team = (input: string) => {
  if (/charged|invoice|refund/.test(input)) return 'billing';
  return /saddle|colour|parcel/.test(input) ? 'orders' : 'repairs';
};
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const CODES: Record<string, string> = {
  Japan: 'JPY (yen)',
  Sweden: 'SEK (krona)',
  Brazil: 'BRL (real)',
  India: 'INR (rupee)',
  Poland: 'PLN (zloty)',
  Kenya: 'KES (shilling)',
  Mexico: 'MXN (peso)',
  Norway: 'NOK (krone)',
};
const LETTERS = ['Gallium', 'Mercury', '59', 'Carbon dioxide', 'Hearing', 'Ampere', 'Femur', 'Black Sea'];

/** What an executor says that knows everything, by the whole prompt. */
const KNOWS: Record<string, (input: string) => string> = {
  promptfoo: (input) => JSON.stringify({ team: team(input), reply: 'We see to it.' }),
  'openai-evals': (input) => {
    const [, day = '', count] = /is (\w+)\. Which weekday is it in (\d+)/.exec(input) ?? [];
    return DAYS[(DAYS.indexOf(day) + Number(count)) % 7] ?? '';
  },
  'openai-hosted': (input) => CODES[/Country: (\w+)/.exec(input)?.[1] ?? ''] ?? '',
  inspect: (input) =>
    LETTERS.map((right) => new RegExp(`(\\w)\\) ${right}$`, 'm').exec(input)?.[1]).find(Boolean) ?? '',
};

describe.each([
  ['promptfoo', 'promptfooconfig.yaml', undefined, 10, 3],
  ['openai-evals', 'registry/evals/weekday.yaml', undefined, 10, 0],
  ['openai-hosted', 'eval.json', 'run.json', 8, 1],
  ['inspect', 'questions.jsonl', undefined, 8, 0],
] as const)('examples/%s', (name, file, data, count, leftOut) => {
  const path = (word: string) => join(examples, name, word);

  test('every item is taken over: a right answer scores 1, another 0', async () => {
    const dir = folder();
    const result = await importTask({ file: path(file), data: data && path(data), dir });
    expect(result).toMatchObject({ format: name, files: expect.arrayContaining([join(dir, 'task.yaml')]) });
    expect(result.leftOut).toHaveLength(leftOut);
    const { splits, scorer, warnings } = await loadTask(join(dir, 'task.yaml'));
    const items = Object.values(splits).flat();
    expect([items.length, warnings]).toEqual([count, []]);
    const scored = (answer: string) => (item: (typeof items)[number]) =>
      Promise.resolve(scorer.score(answer, item, { sandbox })).then(({ value }) => value);
    for (const item of items) {
      const right = KNOWS[name]!(item.input);
      expect([item.input, right, await scored(right)(item)]).toEqual([item.input, right, 1]);
    }
    expect(await scored('nothing of that kind')(items[0]!)).toBe(0);
  });

  test('it runs at once', async () => {
    const dir = folder();
    await importTask({ file: path(file), data: data && path(data), dir });
    const executor = fakeModel(({ messages }) => KNOWS[name]!(messages.map(({ content }) => content).join('\n')));
    const result = await scoreWorkflow({
      workflow: join(examples, 'workflows/direct.py'),
      task: join(dir, 'task.yaml'),
      executor,
      store: join(folder(), 'store.db'),
      config: {},
      limit: 3,
    });
    expect(result).toMatchObject({ status: 'complete', n: 3, accuracy: 1, failures: {} });
  });

  test('its README names files that are there', () => {
    const words = commandsOf({ place: '', language: '', text: readFileSync(path('README.md'), 'utf8') }).flat();
    const named = words.filter((word) => word.startsWith('examples/'));
    expect(named.length).toBeGreaterThan(1);
    for (const word of named) expect(existsSync(join(examples, '..', word)), word).toBe(true);
  });
});

test('w4s import: what is written and left out is said, nothing is overwritten unless told so', async () => {
  const cwd = folder();
  const words = ['import', join(examples, 'promptfoo/promptfooconfig.yaml'), '--out', 'support'];
  const made = await runCli(words, { cwd });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/Wrote support\/task\.yaml[\s\S]*5 validation, 5 test[\s\S]*LEFT OUT:[\s\S]*llm-rubric/);
  expect(readFileSync(join(cwd, 'support/task.yaml'), 'utf8')).toMatch(
    /# Left out:[\s\S]*llm-rubric[\s\S]*name: support/,
  );
  expect(await runCli([...words, '--json'], { cwd })).toMatchObject({ code: 2, error: { code: 'file-exists' } });
  const forced = await runCli([...words, '--force', '--json'], { cwd });
  expect(forced).toMatchObject({ code: 0, result: { format: 'promptfoo', splits: { validation: 5, test: 5 } } });
});
