import type { Message } from '../model/contract.ts';
import type { Task } from '../task/contract.ts';
import { filesFolder } from '../task/index.ts';
import type { ToolFacts } from '../tools/contract.ts';
import { methodTexts } from '../workflow/index.ts';
import { template } from '../base/template.ts';
import { clip } from '../base/clip.ts';
import { withoutCases } from './feedback.ts';
import { toolsText } from './tools-text.ts';
import { type ContextPolicy, type HistoryEntry, type State, bestEntries, bestEntry } from './state.ts';

const system = template('prompts/system.md', import.meta.url);
const stateText = template('prompts/state.md', import.meta.url);
const entry = template('prompts/entry.md', import.meta.url);
const next = template('prompts/next.md', import.meta.url);
const repair = template('prompts/repair.md', import.meta.url);

export interface PromptLimits {
  maxCalls: number;
  maxMinutes: number;
  /** Of the task, and how many calls of them an item may make. @default none */
  tools?: { facts: readonly ToolFacts[]; maxCalls: number };
}

/** The messages that the meta-agent reads in a state. */
export function stateMessages(state: State, context: ContextPolicy, limits: PromptLimits): Message[] {
  const { maxCalls, maxMinutes } = limits;
  const head: Message = {
    role: 'system',
    content: system({ ...interfaceOf(state.task, limits), maxCalls, maxMinutes }),
  };
  if (context === 'all') return [head, ...conversation(state)];
  const shown = context === 'last' ? bestEntries(state, 1) : bestEntries(state);
  return [head, { role: 'user', content: opening(state, shown) }];
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
    inputs: state.examples.map(({ input }) => `<input>\n${clip(input, 1_500)}\n</input>`).join('\n') || '(none)',
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

/** What differs from task to task. Without tools and files the prompt has no word of them. */
function interfaceOf(task: Task, { tools }: PromptLimits) {
  const isCode = task.kind === 'code';
  const offer = { isCode, tools: tools !== undefined, files: filesFolder(task) !== undefined };
  return {
    signature: `workflow(agent, task: str${isCode ? ', entry_point: str' : ''}) -> dict`,
    entryPointNote: isCode
      ? ' `entry_point` is the name of the function that the answer, a Python program, must define.'
      : '',
    moreMethods: methodTexts(offer)
      .map((text) => `\n${text}`)
      .join(''),
    tools: tools === undefined ? '' : toolsText(tools.facts, tools.maxCalls),
  };
}
