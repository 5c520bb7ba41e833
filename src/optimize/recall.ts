import { type Attempt, type Proposal, readAction } from '../environment/index.ts';
import type { Choice, ChoiceOutcome, Message } from '../model/contract.ts';
import { type ActionRow, type Store, actionsOfCandidate, candidateById } from '../store/index.ts';

/**
 * What a session before this one proposed, as it is on record. To make it anew from cached answers may end in another
 * program, under the score of the first: the cache can be cleared, a trial may end differently, prompts change with
 * versions.
 */
export async function recall(store: Store, candidateId: string): Promise<Proposal | undefined> {
  const row = await candidateById(store, candidateId);
  if (row === undefined) return undefined;
  const attempts = (await actionsOfCandidate(store, candidateId)).map(attemptOf);
  return { attempts, analysis: row.analysis, code: row.code, rawCode: row.raw_code, problem: row.problem };
}

function attemptOf(row: ActionRow): Attempt {
  const action = readAction({
    messages: JSON.parse(row.messages) as Message[],
    completion: choiceOf(row),
    model: row.model,
    usage: {
      promptTokens: row.prompt_tokens,
      completionTokens: row.completion_tokens,
      costUsd: row.cost_usd,
    },
  });
  return { action, problem: row.problem };
}

/** Why a server ended an answer is kept as its outcome alone. */
function choiceOf({ completion, outcome }: ActionRow): Choice {
  return { text: completion, outcome: outcome as ChoiceOutcome, finishReason: null };
}
