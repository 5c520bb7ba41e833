import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrainingRow } from '../../rlao/index.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import { POCKET_FAMILIES } from '../../providers/pocket-tasks/index.ts';
import { extractWorkflow, scanWorkflow } from '../../workflow/index.ts';
import { tryProgram } from '../../../tests/support/pocket-programs.ts';
import { metaRows } from './meta-rows.ts';
import { SEEN } from './recipe.ts';

const STATES = 120;
const rows = [...metaRows({ families: SEEN, count: STATES, seed: 5 })];
const actions = rows.filter(({ kind }) => kind === 'action');
const repairs = rows.filter(({ kind }) => kind === 'repair');

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

test('rows are the same for the same seed and others for another', () => {
  expect([...metaRows({ families: SEEN, count: STATES, seed: 5 })]).toEqual(rows);
  const others = new Set(
    [...metaRows({ families: SEEN, count: STATES, seed: 6 })].map(({ messages }) => messages[1]!.content),
  );
  expect(rows.filter(({ messages }) => others.has(messages[1]!.content))).toEqual([]);
});

test('rows are what the trainer reads: three of each state, each with an id of its own', () => {
  expect(rows).toHaveLength(3 * STATES);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  for (const row of rows) {
    const roles = row.kind === 'action' ? ['system', 'user'] : ['system', 'user', 'assistant', 'user'];
    expect(row).toEqual({
      version: 1,
      id: `${row.episode}s${row.slot}`,
      episode: expect.stringMatching(/^m\d+$/),
      state: row.episode,
      task: expect.any(String),
      turn: 1,
      slot: expect.any(Number),
      kind: row.kind,
      messages: roles.map((role) => ({ role, content: expect.stringMatching(/\S/) })),
      completion: expect.stringMatching(/\S/),
      finish: 'stop',
      tokens: null,
      reward: 0,
      weight: 1,
    });
    expect(JSON.stringify(row)).not.toMatch(/undefined|NaN|\{\{/);
  }
});

test('families held out never occur, the others all do', () => {
  const heldOut = POCKET_FAMILIES.filter((family) => !SEEN.includes(family));
  expect(heldOut.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ task }) => task))).toEqual(new Set(SEEN.map(({ name }) => name)));
  const text = rows.map(({ messages }) => messages[1]!.content).join('\n');
  for (const sentence of heldOut.flatMap(({ description }) => sentencesOf(description))) {
    if (!SEEN.some(({ description }) => sentencesOf(description).includes(sentence)))
      expect(text).not.toContain(sentence);
  }
});

test('repairs are about a sixth, and end in a program that is not the broken one', () => {
  expect(repairs.length / rows.length).toBeGreaterThan(0.04);
  expect(repairs.length / rows.length).toBeLessThan(0.2);
  for (const { messages, completion } of repairs) expect(codeOf(messages[2]!.content)).not.toBe(codeOf(completion));
});

test('every completion is read as a workflow, and all but a few of broken syntax pass the scan', async () => {
  let broken = 0;
  for (const { completion } of rows) {
    const { syntaxError, entry, findings } = await scanWorkflow(codeOf(completion), sandbox);
    if (syntaxError !== undefined) broken++;
    else
      expect([entry, findings.filter(({ severity }) => severity === 'danger')], completion).toEqual(['workflow', []]);
  }
  expect(broken / rows.length).toBeLessThan(0.03);
});

test('seven of ten actions run through, and nine of ten repairs', async () => {
  expect(await shareThatRuns(actions)).toBeGreaterThan(0.7);
  expect(await shareThatRuns(repairs)).toBeGreaterThan(0.9);
});

test('a repair answers what its broken program really fails with', async () => {
  let failed = 0;
  for (const { task, messages } of repairs) {
    const real = await tryProgram(codeOf(messages[2]!.content), familyOf(task), sandbox);
    // A mistake in a branch that is not taken shows only with another executor.
    if (real === null) continue;
    failed++;
    const told = /It failed: (.*)/.exec(messages[3]!.content)![1]!.replace(/\W*$/, '');
    expect(real.startsWith(told.slice(0, 120)), `${told}\n${real}`).toBe(true);
  }
  expect(failed / repairs.length).toBeGreaterThan(0.85);
});

async function shareThatRuns(some: readonly TrainingRow[]): Promise<number> {
  let count = 0;
  for (const { task, completion } of some)
    if ((await tryProgram(codeOf(completion), familyOf(task), sandbox)) === null) count++;
  return count / some.length;
}

function codeOf(completion: string): string {
  const found = extractWorkflow(completion);
  if (!found.ok) throw new Error(`${found.problem}\n${completion}`);
  return found.code;
}

function familyOf(task: string) {
  return POCKET_FAMILIES.find(({ name }) => name === task)!;
}

function sentencesOf(description: string): string[] {
  return description.split(/(?<=\.) /);
}
