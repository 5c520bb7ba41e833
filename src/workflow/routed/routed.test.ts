import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import { fakeModel } from '../../model/index.ts';
import { parseWorkflow } from '../file.ts';
import { runPick, runWorkflow } from '../run.ts';
import { scanWorkflow } from '../scan.ts';
import { type Routed, composeRouted, routedIn } from './index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** Names of one must not reach the other; a demonstration at the end is left out as it would be alone. */
const SHOUTS =
  'MARK = "!"\n\n\ndef workflow(agent, task):\n    return {"answer": task.upper() + MARK}\n\n\nprint(workflow(agent, "x"))\n';
const ASKS = `MARK = '''?'''\n\n\ndef solver(agent, task):\n    return {"answer": agent.call_llm(task)[0] + MARK + "\\u200b"}\n`;
const programs = new Map([
  ['t00c0', SHOUTS],
  ['t01c0', ASKS],
]);
const byRule: Routed = {
  router: {
    kind: 'rule',
    programs: ['t00c0', 't01c0'],
    rule: {
      feature: 'word ask',
      above: 0.5,
      yes: 't01c0',
      no: { feature: 'words', above: 3, yes: 't01c0', no: 't00c0' },
    },
  },
  programs,
  kind: 'answer',
};
const byExecutor: Routed = {
  router: { kind: 'executor', programs: ['t00c0', 't01c0'], before: '1. loud\n2. asks\n', after: '\nA number.' },
  programs,
  kind: 'answer',
};

test.each([
  ['a rule', byRule],
  ['the executor', byExecutor],
  ['programs with an entry point', { ...byRule, kind: 'code' }],
  [
    'hostile texts',
    {
      ...byRule,
      programs: new Map([
        ['t00c0', "PROGRAMS = {\n'''\n)\n}\n\\"],
        ['t01c0', '"""\r\n\u202e'],
      ]),
    },
  ],
] as [string, Routed][])('what is composed of %s is read back word for word', (_, routed) => {
  const code = composeRouted(routed);
  expect(routedIn(code)).toEqual(routed);
  expect(parseWorkflow('x.py', code).code).toBe(code);
});

test.each([
  ['a program', (code: string) => code.replace('upper', 'lower')],
  [
    'a function of the frame',
    (code: string) => code.replace('def pick(agent, task):', 'def pick(agent, task):\n    import os'),
  ],
  ['the rule to what is none', (code: string) => code.replace('"words"', '["words"]')],
  ['the end', (code: string) => `${code}\nimport os\n`],
])('one that was edited is a program like any other: %s', (_, edited) => {
  const code = edited(composeRouted(byRule));
  const parts = routedIn(code);
  // A text that is composed of other programs is composed all the same.
  expect(parts === undefined || parts.programs.get('t00c0')?.includes('lower')).toBe(true);
});

const executor = fakeModel(({ messages }) => (messages.at(-1)?.content.includes('A number.') ? 'Program 2.' : 'told'), {
  id: 'fake:executor',
  costUsd: 0,
});
const ran = (routed: Routed, input: string, run = runWorkflow) =>
  run({ code: composeRouted(routed), item: { id: '1', input }, kind: 'answer', executor, sandbox });

test.each([
  [
    'the program that the rule chooses',
    byRule,
    'hello you',
    { answer: 'HELLO YOU!', trace: { picked: 't00c0', steps: [] } },
  ],
  ['by a word', byRule, 'Ask him', { answer: 'told?\u200b', trace: { picked: 't01c0', steps: [{ kind: 'ask' }] } }],
  ['by a count', byRule, 'one two three four', { answer: 'told?\u200b', trace: { picked: 't01c0' } }],
  [
    'the program that the executor chooses, with what choosing took',
    byExecutor,
    'hello',
    {
      answer: 'told?\u200b',
      usage: { calls: 2 },
      trace: { picked: 't01c0', steps: [{ kind: 'ask' }, { kind: 'ask' }] },
    },
  ],
] as const)('runs %s', async (_, routed, input, expected) => {
  expect(await ran(routed, input)).toMatchObject(expected);
});

test('a pick alone runs no program', async () => {
  expect(await ran(byExecutor, 'hello', runPick)).toMatchObject({ answer: 't01c0', usage: { calls: 1 } });
});

test('is scanned program by program', async () => {
  const code = composeRouted({
    ...byRule,
    programs: new Map([...programs, ['t01c0', 'import os\n\n\ndef workflow(agent, task):\n    return 1\n']]),
  });
  const { findings, entry } = await scanWorkflow(code, sandbox);
  expect(entry).toBe('workflow');
  expect(findings.map(({ rule, detail }) => `${rule} ${detail.split(':')[0]}`)).toEqual([
    'no-executor-call t00c0',
    'dangerous-import t01c0',
    'no-executor-call t01c0',
  ]);
});
