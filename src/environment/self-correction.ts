import type { Message } from '../model/contract.ts';
import { upToCode } from '../workflow/index.ts';
import type { Action } from './action.ts';
import { isOverflow, isUnanswerable } from './overflow.ts';

/** What the trial of a program on one item said: `null` when it passed, else the text that goes back. */
export type Trial = (code: string) => Promise<string | null>;

/** One completion and what was wrong with it. */
export interface Attempt {
  action: Action;
  problem: string | null;
}

/** An action after self-correction. */
export interface Proposal {
  /** Attempt 0 is the action, the others its repairs. Empty for what the meta-agent did not write. */
  attempts: readonly Attempt[];
  analysis: string;
  /** Passed its trial; `null` when the action is skipped. */
  code: string | null;
  /** What attempt 0 proposed, when that is not `code`: a repair replaced it, or nothing worked. */
  rawCode: string | null;
  problem: string | null;
}

export interface SelfCorrectionOptions {
  action: Action;
  trial: Trial;
  /** The conversation that asks for a repair. */
  repair: (messages: readonly Message[], completion: string, problem: string) => readonly Message[];
  /** Asks the meta-agent again. The number counts from 1. */
  resample: (messages: readonly Message[], number: number) => Promise<Action>;
  /** @default 3 */
  maxRepairs?: number;
  /** Called for each attempt as soon as its trial ended. */
  onAttempt?: (attempt: Attempt, index: number) => Promise<void>;
}

/**
 * Self-correction (W4S, section 3): the program is tried on one validation item; an error goes back to the
 * meta-agent, at most `maxRepairs` times; an action that still fails is skipped,
 * and so is one whose repair can't be asked for: the conversation has outgrown the meta-agent's context, or its server
 * refuses it.
 */
export async function selfCorrect({
  action: first,
  trial,
  repair,
  resample,
  maxRepairs = 3,
  onAttempt,
}: SelfCorrectionOptions): Promise<Proposal> {
  const attempts: Attempt[] = [];
  let action = first;
  for (;;) {
    const problem = action.code === null ? action.problem : await trial(action.code);
    attempts.push({ action, problem });
    await onAttempt?.({ action, problem }, attempts.length - 1);
    if (problem === null || attempts.length > maxRepairs) return proposal(attempts, first, { action, problem });
    try {
      action = await resample(repair(action.messages, upToCode(action.completion.text), problem), attempts.length);
    } catch (error) {
      if (!isUnanswerable(error)) throw error;
      const why = isOverflow(error) ? 'No room for a repair' : "A repair can't be asked for";
      return proposal(attempts, first, { action, problem: `${why}: ${error.message}` });
    }
  }
}

/** @param end The last action, and why it ends there. */
function proposal(attempts: readonly Attempt[], first: Action, { action, problem }: Attempt): Proposal {
  const code = problem === null ? action.code : null;
  return { attempts, analysis: action.analysis, code, rawCode: first.code === code ? null : first.code, problem };
}
