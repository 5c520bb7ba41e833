import type { Message } from '../model/contract.ts';
import { compactFeedback, compactRepair, compactState } from './compact-prompt.ts';
import { type FeedbackInput, feedback } from './feedback.ts';
import { type PromptLimits, repairMessages, stateMessages } from './prompt.ts';
import type { ContextPolicy, State } from './state.ts';

/** How the meta-agent is spoken to. */
export interface PromptForm {
  state(state: State, context: ContextPolicy, limits: PromptLimits): Message[];
  /** The conversation after an action whose trial failed. */
  repair(messages: readonly Message[], completion: string, problem: string): Message[];
  /** f_t. */
  feedback(input: FeedbackInput): string;
}

/**
 * `full` explains everything to a model that knows how to program. `compact` is for contexts of some hundred tokens and
 * models that were trained on it: one example, one workflow, one line of feedback, and no word on the interface.
 */
export type PromptFormName = 'full' | 'compact';

/** What a user may ask for. `auto` is `compact` for a meta-agent with a small context, else `full`. */
export const PROMPT_CHOICES = ['auto', 'full', 'compact'] as const;
export type PromptChoice = (typeof PROMPT_CHOICES)[number];

/** Tokens. In less than this the full prompt, with a few workflows, leaves no room for an answer. */
const SMALL_CONTEXT = 4_096;

/** @param contextSize Tokens; `undefined` for unknown, which is taken for large. */
export function promptFormFor(choice: PromptChoice, contextSize: number | undefined): PromptFormName {
  if (choice !== 'auto') return choice;
  return contextSize !== undefined && contextSize < SMALL_CONTEXT ? 'compact' : 'full';
}

export const PROMPT_FORMS: Readonly<Record<PromptFormName, PromptForm>> = {
  full: { state: stateMessages, repair: repairMessages, feedback },
  compact: { state: compactState, repair: compactRepair, feedback: compactFeedback },
};
