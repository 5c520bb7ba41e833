import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Task, TaskItem } from '../task/contract.ts';
import { NONE_FAILING } from './failing-items.ts';
import { feedback } from './feedback.ts';
import { PROMPT_FORMS, type PromptFormName } from './prompt-form.ts';
import type { PromptLimits } from './prompt.ts';
import { initialState } from './state.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';

const scorer: Task['scorer'] = { name: 'x', score: () => ({ value: 1 }) };
const item: TaskItem = { id: '1', input: 'What is 1 + 2?', target: '3' };
const limits = { maxCalls: 64, maxMinutes: 5 };
const facts = [
  {
    name: 'search',
    description: 'Finds\npassages.',
    inputSchema: { type: 'object', properties: { query: { type: 'string' }, count: {} }, required: ['query'] },
  },
];
const tools = { facts, maxCalls: 9 };

function task(more: Partial<Task> = {}): Task {
  return { name: 'a', description: 'Add.', kind: 'answer', metric: 'accuracy', splits: {}, scorer, ...more };
}

function prompt(form: PromptFormName, of: Task, given: PromptLimits = limits, context: 'best-k' | 'all' = 'best-k') {
  const code = 'def workflow(agent, task):\n    pass';
  const entry = { candidateId: 'c', turn: 1, code, completion: `Words.\n${code}`, accuracy: 0.5, feedback: 'Score.' };
  return PROMPT_FORMS[form].state(initialState(of, [item], [entry]), context, given);
}

describe('the prompt of a task without tools', () => {
  // Meta-agents were trained on these bytes, and answers that were paid for are found by them.
  it.each([
    ['full', 'answer', 'best-k', '4bacbcc2f6c6f87d'],
    ['full', 'answer', 'all', 'd50b300e199c8024'],
    ['full', 'code', 'best-k', 'fca6fa733495c038'],
    ['full', 'code', 'all', '1ef1b73bb48d7b98'],
    ['compact', 'answer', 'best-k', 'f6e2dc7f0a747e53'],
    ['compact', 'code', 'best-k', '277cf12e267ce33b'],
  ] as const)('%s, %s, %s is what it was', (form, kind, context, hash) => {
    const text = JSON.stringify(prompt(form, task({ kind }), limits, context));
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(hash);
  });
});

describe('the prompt of a task with tools', () => {
  it('tells of the methods and the tools', () => {
    const text = prompt('full', task(), { ...limits, tools })[0]!.content;
    for (const part of ['agent.list_tools()', 'agent.call_tool(name, args)', 'tools=agent.list_tools()'])
      expect(text).toContain(part);
    expect(text).toContain(
      'Tools of this task, at most 9 calls for one item:\n- search(query: string, count?): Finds passages.\n',
    );
    expect(text).not.toContain('read_file');
  });

  it('names them in the compact form', () => {
    expect(prompt('compact', task(), { ...limits, tools })[1]!.content).toContain(
      'Task: Add.\nTools, by agent.call_tool(name, args): search(query: string, count?)\nExample:',
    );
  });

  it('tells of files where items have some', () => {
    const files = [{ name: 'a.csv', bytes: 1, sha256: '0' }];
    const of = task({ folder: '/somewhere', splits: { validation: [{ ...item, files }] } });
    expect(prompt('full', of)[0]!.content).toMatch(/agent\.call_llm\(\.\.\., images=.+\n- `agent\.read_file\(name\)`/);
  });
});

it('the feedback tells which calls of tools failed, also where the program caught it', () => {
  const summary = {
    accuracy: 0.5,
    n: 2,
    status: 'complete',
    calls: 4,
    callsPerItem: 2,
    failures: {},
    latencyMs: { p50: 1, p90: 1, p99: 1 },
    tokens: { promptTokens: 1, completionTokens: 1 },
    costUsd: 0,
    tools: { calls: 5, failed: { 'find: There is no tool "find". Did you mean \'search\'?': 2 } },
  } as unknown as EvaluationSummary;
  const given = {
    task: task(),
    summary,
    previousAccuracy: null,
    bestAccuracy: null,
    failing: NONE_FAILING,
    items: new Map(),
  };
  expect(feedback(given)).toContain(
    'Calls of tools for one item: 2.5. Calls that failed:\n- 2 x find: There is no tool "find". Did you mean \'search\'?',
  );
  const without = { ...summary, tools: undefined };
  expect(feedback({ ...given, summary: without })).not.toContain('tools');
});
