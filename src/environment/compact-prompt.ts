import type { Message } from '../model/contract.ts';
import type { Task } from '../task/contract.ts';
import { template } from '../base/template.ts';
import type { FeedbackInput } from './feedback.ts';
import { clip } from '../base/clip.ts';
import { exchange } from './exchange.ts';
import type { PromptLimits } from './prompt.ts';
import { toolNames } from './tools-text.ts';
import { type ContextPolicy, type HistoryEntry, type State, bestEntries } from './state.ts';

const system = template('prompts/compact-system.md', import.meta.url);
const stateText = template('prompts/compact-state.md', import.meta.url);
const entry = template('prompts/compact-entry.md', import.meta.url);
const repair = template('prompts/compact-repair.md', import.meta.url);

/** Characters: some 30 tokens for a vocabulary that knows the words. */
const DESCRIPTION = 160;
const INPUT = 200;
const PROBLEM = 160;

/** One message with at most one workflow of the history, whatever the context policy would show of it. */
export function compactState(state: State, _context: ContextPolicy, { tools }: PromptLimits): Message[] {
  const shown = bestEntries(state, 1);
  return [
    { role: 'system', content: system({}) },
    {
      role: 'user',
      content: stateText({
        description: clip(state.task.description, DESCRIPTION),
        tools: tools === undefined ? '' : toolNames(tools.facts),
        input: oneLine(state.examples[0]?.input ?? '', INPUT),
        history: shown.map(historyText).join('\n') || 'No workflow yet.',
        signature: signatureOf(state.task),
      }),
    },
  ];
}

/** Earlier repairs are forgotten: the state, the last action, and its problem without the traceback. */
export function compactRepair(messages: readonly Message[], completion: string, problem: string): Message[] {
  const [line = ''] = problem.split('\n', 1);
  return exchange(messages.slice(0, 2), completion, repair({ problem: oneLine(line, PROBLEM) }));
}

/** Score, best score, cost and what went wrong, in one line. Names no item, so nothing of a private one can leak. */
export function compactFeedback({
  summary: { accuracy, callsPerItem, failures, n, planned },
  bestAccuracy,
}: FeedbackInput): string {
  if (accuracy === null) return `Score unknown: ${n} of ${planned} items.`;
  const best = bestAccuracy === null ? '' : `, best ${whole(bestAccuracy)}`;
  const failed = Object.entries(failures)
    .map(([kind, count]) => ` ${count} ${kind}.`)
    .join('');
  return `Score ${whole(accuracy)}${best}, ${callsPerItem.toFixed(1)} calls.${failed}`;
}

function historyText({ code, feedback }: HistoryEntry): string {
  return entry({ code: code.trim(), feedback });
}

function signatureOf({ kind }: Task): string {
  return kind === 'code' ? 'workflow(agent, task, entry_point)' : 'workflow(agent, task)';
}

function oneLine(text: string, length: number): string {
  return clip(text.trim().replace(/\s+/g, ' '), length);
}

function whole(share: number): string {
  return `${Math.round(100 * share)}%`;
}
