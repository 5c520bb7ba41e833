import type { Message } from '../model/contract.ts';
import type { Objective } from '../statistics/index.ts';
import type { Task, TaskItem } from '../task/contract.ts';
import { template } from '../base/template.ts';
import { clip } from '../base/clip.ts';
import { exchange } from './exchange.ts';
import { withoutCases } from './feedback.ts';
import { goalText } from './objective-text.ts';
import { filesFolder } from '../task/index.ts';
import type { ToolFacts } from '../tools/contract.ts';
import { extractWorkflow, methodTexts } from '../workflow/index.ts';
import { shownCode } from './shown-code.ts';
import { toolsText } from './tools-text.ts';
import { type ContextPolicy, type HistoryEntry, type State, bestEntries, bestEntry } from './state.ts';

const system = template('prompts/system.md', import.meta.url);
const stateText = template('prompts/state.md', import.meta.url);
const entry = template('prompts/entry.md', import.meta.url);
const next = template('prompts/next.md', import.meta.url);
const byPerson = template('prompts/by-person.md', import.meta.url);
const repair = template('prompts/repair.md', import.meta.url);
const repairWithoutProgram = template('prompts/repair-without-program.md', import.meta.url);

/** What a workflow may use on one item. */
export interface PromptLimits {
  maxCalls: number;
  maxMinutes: number;
  /** Dollars. @default no limit */
  maxUsd?: number | null;
  /** Of the task, and how many calls of them an item may make. @default none */
  tools?: { facts: readonly ToolFacts[]; maxCalls: number };
}

/** The messages that the meta-agent reads in a state. */
export function stateMessages(state: State, context: ContextPolicy, limits: PromptLimits): Message[] {
  const head = systemMessage(state.task, limits, state.objective);
  if (context === 'all') return [head, ...conversation(state)];
  const shown = context === 'last' ? bestEntries(state, 1) : bestEntries(state);
  return [head, { role: 'user', content: opening(state, shown) }];
}

/** What `agent` offers, what counts, and the form of a reply: the same for every way to search. */
export function systemMessage(task: Task, limits: PromptLimits, objective: Objective): Message {
  const { maxCalls, maxMinutes, maxUsd = null } = limits;
  const spent = { maxCalls, maxMinutes, maxUsd: maxUsd === null ? '' : `, $${maxUsd}` };
  return { role: 'system', content: system({ ...interfaceOf(task, limits), ...spent, goal: goalText(objective) }) };
}

/** Validation inputs, as the meta-agent sees what an item looks like. */
export function inputsText(examples: readonly TaskItem[]): string {
  return examples.map(({ input }) => `<input>\n${clip(input, 1_500)}\n</input>`).join('\n') || '(none)';
}

/**
 * The workflows of the start, or the one that the state was reset to, then each action since as an assistant turn and
 * its feedback as the answer. What a person wrote is told by the user.
 */
function conversation(state: State): Message[] {
  const isRoot = ({ turn }: HistoryEntry) => turn === 0 || turn === state.resetAt;
  const root = state.history.filter(isRoot);
  const turns = state.history.filter((one) => !isRoot(one));
  const said: Message[] = [];
  let question = opening({ ...state, current: bestEntry(root, state.objective) }, root);
  for (const { completion, code, feedback } of turns) {
    const answer = next({ feedback });
    if (completion === null) {
      question += `\n\n${byPerson({ code: shownCode(code) })}\n\n${answer}`;
    } else {
      said.push({ role: 'user', content: question }, { role: 'assistant', content: completion });
      question = answer;
    }
  }
  return [...said, { role: 'user', content: question }];
}

function opening(state: State, history: readonly HistoryEntry[]): string {
  return stateText({
    description: state.task.description,
    inputs: inputsText(state.examples),
    history: history.map((one) => historyText(one, state)).join('\n\n') || '(none yet)',
  });
}

/** The conversation with the failed action and what was wrong with it. Small models often end before the program. */
export function repairMessages(messages: readonly Message[], completion: string, problem: string): Message[] {
  const ask = extractWorkflow(completion).ok ? repair : repairWithoutProgram;
  return exchange(messages, completion, ask({ problem: clip(problem, 3_000) }));
}

function historyText(one: HistoryEntry, { current }: State): string {
  const name = one.turn === 0 ? 'Example workflow' : `Workflow of turn ${one.turn}`;
  const isCurrent = one === current;
  const feedback = isCurrent ? one.feedback : withoutCases(one.feedback);
  return entry({ title: isCurrent ? `${name} (start from this one)` : name, code: shownCode(one.code), feedback });
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
