import type { Message } from '../model/contract.ts';
import type { Task, TaskItem } from '../task/contract.ts';
import { template } from '../base/template.ts';
import { clip } from '../base/clip.ts';
import { withoutCases } from './feedback.ts';
import { type ContextPolicy, type HistoryEntry, type State, bestEntries, bestEntry } from './state.ts';

const system = template('prompts/system.md', import.meta.url);
const stateText = template('prompts/state.md', import.meta.url);
const entry = template('prompts/entry.md', import.meta.url);
const next = template('prompts/next.md', import.meta.url);
const repair = template('prompts/repair.md', import.meta.url);

export interface PromptLimits {
  maxCalls: number;
  maxMinutes: number;
}

/** The messages that the meta-agent reads in a state. */
export function stateMessages(state: State, context: ContextPolicy, limits: PromptLimits): Message[] {
  const head = systemMessage(state.task, limits);
  if (context === 'all') return [head, ...conversation(state)];
  const shown = context === 'last' ? bestEntries(state, 1) : bestEntries(state);
  return [head, { role: 'user', content: opening(state, shown) }];
}

/** What `agent` offers, and the form of a reply: the same for every way to search. */
export function systemMessage(task: Task, limits: PromptLimits): Message {
  return { role: 'system', content: system({ ...interfaceOf(task), ...limits }) };
}

/** Validation inputs, as the meta-agent sees what an item looks like. */
export function inputsText(examples: readonly TaskItem[]): string {
  return examples.map(({ input }) => `<input>\n${clip(input, 1_500)}\n</input>`).join('\n') || '(none)';
}

/**
 * The workflows of the start, or the one that the state was reset to, then each action since as an assistant turn and
 * its feedback as the answer.
 */
function conversation(state: State): Message[] {
  const isRoot = ({ turn }: HistoryEntry) => turn === 0 || turn === state.resetAt;
  const root = state.history.filter(isRoot);
  const turns = state.history.filter((one) => !isRoot(one));
  return [
    { role: 'user', content: opening({ ...state, current: bestEntry(root) }, root) },
    ...turns.flatMap(({ completion, code, feedback }): Message[] => [
      { role: 'assistant', content: completion ?? code },
      { role: 'user', content: next({ feedback }) },
    ]),
  ];
}

function opening(state: State, history: readonly HistoryEntry[]): string {
  return stateText({
    description: state.task.description,
    inputs: inputsText(state.examples),
    history: history.map((one) => historyText(one, state)).join('\n\n') || '(none yet)',
  });
}

/** The conversation with the failed action and what was wrong with it. */
export function repairMessages(messages: readonly Message[], completion: string, problem: string): Message[] {
  return [
    ...messages,
    { role: 'assistant', content: completion },
    { role: 'user', content: repair({ problem: clip(problem, 3_000) }) },
  ];
}

function historyText(one: HistoryEntry, { current }: State): string {
  const name = one.turn === 0 ? 'Example workflow' : `Workflow of turn ${one.turn}`;
  const isCurrent = one === current;
  const feedback = isCurrent ? one.feedback : withoutCases(one.feedback);
  return entry({ title: isCurrent ? `${name} (start from this one)` : name, code: one.code.trimEnd(), feedback });
}

function interfaceOf({ kind }: Task): { signature: string; entryPointNote: string; codeTools: string } {
  if (kind === 'answer') return { signature: 'workflow(agent, task: str) -> dict', entryPointNote: '', codeTools: '' };
  return {
    signature: 'workflow(agent, task: str, entry_point: str) -> dict',
    entryPointNote: ' `entry_point` is the name of the function that the answer, a Python program, must define.',
    codeTools:
      '\n- `agent.exec_test(solution, entry_point)` tries a program on the public tests of the item; ' +
      'returns `"no error"` or what failed.' +
      '\n- `agent.test_on_public_test(task, solution, entry_point, test_loop=3)` does so and lets the executor ' +
      'repair the program up to `test_loop` times; returns a dictionary with `result` (bool) and `solution`.',
  };
}
