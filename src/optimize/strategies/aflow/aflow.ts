import { z } from 'zod';
import { turnLabel } from '../../../base/candidate-id.ts';
import { seededRandom } from '../../../base/random.ts';
import { template } from '../../../base/template.ts';
import {
  type HistoryEntry,
  PROMPT_FORMS,
  type Question,
  type Transition,
  initialState,
  inputsText,
  shownCode,
  systemMessage,
} from '../../../environment/index.ts';
import type { Message } from '../../../model/contract.ts';
import { bestOfTurn, bestStart } from '../../select.ts';
import type { SearchContext, Strategy } from '../contract.ts';
import { isConverged, standardError } from './convergence.ts';
import { experienceText, modificationOf } from './experience.ts';
import { selectParent, topRounds } from './select-parent.ts';

const modifyText = template('prompts/modify.md', import.meta.url);

const settings = z.strictObject({
  /** k: rounds that a parent is chosen from, the first always among them. 4 in AFlow's `run.py`. */
  parentRounds: z.int().min(1).default(4),
  /** lambda: share of the choice of a parent that pays no heed to scores. 0.3 in AFlow's `data_utils.py`. */
  uniformShare: z.number().min(0).max(1).default(0.3),
  /** alpha: how sharply the score decides on the parent, by percentage point. 0.2 in AFlow's `data_utils.py`. */
  scoreSharpness: z.number().min(0).default(0.2),
  /** Rounds in a row in which the best did not change that end the search; `null` never. 5 in AFlow's code. */
  convergenceRounds: z.int().min(1).nullable().default(5),
  /** The best that are watched for it. 3 in AFlow's code. */
  convergenceTop: z.int().min(1).default(3),
  /** Standard errors within which a change counts as none. 0 in AFlow's code: any change counts. */
  convergenceZ: z.number().min(0).default(0),
});

type Context = SearchContext<z.output<typeof settings>>;

/** A workflow that was scored: a node of the tree. */
interface Round {
  entry: HistoryEntry;
  accuracy: number;
  standardError: number;
  parentId: string | null;
  modification: string;
  /** The state that it was written in; `null` for a start. */
  stateId: string | null;
}

/**
 * AFlow (J. Zhang et al., arXiv 2410.10762; code FoundationAgents/AFlow, `scripts/optimizer.py`): a tree
 * of workflows, grown round by round. **Selection** draws the parent among the best rounds, **expansion** asks for one
 * modification of it, **evaluation** is the environment's, and **backpropagation** adds what came of it to the
 * experience of the parent, which whoever modifies the parent next reads.
 */
export const aflow: Strategy<typeof settings> = {
  id: 'aflow',
  about: 'one modification of a parent drawn among the best, with what was tried on it (AFlow, arXiv 2410.10762)',
  settings,
  open: (context) => {
    const { objective } = context;
    const rounds: Round[] = [];
    const fresh: Transition[] = [];
    let asked: readonly Question[] = [];
    return {
      propose: async (turn) => {
        for (const one of fresh.splice(0)) rounds.push(await roundOf(one, asked, context));
        asked = isConverged(rounds, context.settings) ? [] : expansions(turn, rounds, context);
        return asked;
      },
      tell: (turn, transitions) => {
        const chosen = turn === 0 ? bestStart(transitions, objective) : bestOfTurn(transitions, objective);
        const ordered = turn === 0 ? bestFirst(transitions, chosen) : transitions;
        fresh.push(...ordered.filter(({ accuracy }) => accuracy !== null));
        return turn === 0 ? undefined : chosen;
      },
    };
  },
};

/** Round 1, which may always be a parent, is the workflow to beat, whichever of the starts it is. */
function bestFirst(starts: readonly Transition[], best: Transition | undefined): Transition[] {
  return starts.toSorted((a, b) => Number(b === best) - Number(a === best));
}

/** Expansion: each candidate draws its parent, and those of one parent share a question. */
function expansions(turn: number, rounds: readonly Round[], context: Context): Question[] {
  const { candidates, seed, parentRounds } = context.settings;
  const top = topRounds(rounds, parentRounds);
  const parents = Array.from({ length: candidates }, (_, slot) =>
    selectParent(top, context.settings, seededRandom('parent', seed, turn, slot)),
  );
  const shared = [...Map.groupBy(parents, (parent) => parent).entries()];
  let slot = 0;
  return shared.map(([parent, { length: count }]) => {
    const id = shared.length === 1 ? turnLabel(turn) : `${turnLabel(turn)}c${slot}`;
    slot += count;
    return {
      state: { id, parentId: parent?.stateId ?? null },
      messages: expansionMessages(parent, rounds, context),
      count,
      parentId: parent?.entry.candidateId ?? null,
      previousId: parent?.entry.candidateId ?? null,
      remedy: 'Repeat the command with `--prompt compact`',
    };
  });
}

/** The compact form has room for the parent, and none for its experience. */
function expansionMessages(parent: Round | undefined, rounds: readonly Round[], context: Context): readonly Message[] {
  const { task, examples, limits, objective } = context;
  const { prompt } = context.settings;
  if (parent === undefined || prompt === 'compact') {
    const state = initialState(task, examples, parent === undefined ? [] : [parent.entry], objective);
    return PROMPT_FORMS[prompt].state(state, 'last', limits);
  }
  const { entry, accuracy } = parent;
  const content = modifyText({
    description: task.description,
    inputs: inputsText(examples),
    code: shownCode(entry.code),
    feedback: entry.feedback,
    experience: experienceText(
      accuracy,
      rounds.filter(({ parentId }) => parentId === entry.candidateId),
    ),
  });
  return [systemMessage(task, limits, objective), { role: 'user', content }];
}

async function roundOf(one: Transition, asked: readonly Question[], { itemScores }: Context): Promise<Round> {
  const { candidate, entry, accuracy } = one;
  const { id, parentId, turn } = candidate;
  if (entry === null || accuracy === null) throw new Error(`Expected \`${id}\` to be scored`);
  const scores = [...(await itemScores(id)).values()];
  return {
    entry,
    accuracy,
    standardError: standardError(scores),
    parentId,
    modification: modificationOf(one),
    stateId: turn === 0 ? null : (asked.find((question) => question.parentId === parentId)?.state.id ?? null),
  };
}
