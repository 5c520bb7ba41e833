import { z } from 'zod';
import { candidateLabel, turnLabel } from '../../../base/candidate-id.ts';
import { usageError } from '../../../base/errors.ts';
import { type Random, seededRandom } from '../../../base/random.ts';
import { template } from '../../../base/template.ts';
import { type Transition, inputsText, shownCode, systemMessage } from '../../../environment/index.ts';
import type { Message } from '../../../model/contract.ts';
import { bootstrapMean } from '../../../statistics/index.ts';
import { bestOfTurn, bestStart } from '../../select.ts';
import type { SearchContext, Strategy } from '../contract.ts';
import { ideaOf } from '../idea.ts';

const archiveText = template('prompts/archive.md', import.meta.url);
const memberText = template('prompts/member.md', import.meta.url);
const novelty = template('prompts/reflexion-1.md', import.meta.url);
const correctness = template('prompts/reflexion-2.md', import.meta.url);

const settings = z.strictObject({
  /**
   * Calls in which the meta-agent reflects on its draft: on novelty, mistakes and improvements first, then on the rules
   * of the interface. 2 in ADAS.
   */
  reflexions: z.int().min(0).max(2).default(2),
});

type Context = SearchContext<z.output<typeof settings>>;

/** A scored program, as the meta-agent reads it. */
interface Member {
  /** Written by the meta-agent: no start. */
  isOwn: boolean;
  name: string;
  /** ADAS's "thought". */
  idea: string;
  code: string;
  fitness: string;
}

/**
 * Meta Agent Search (S. Hu, C. Lu, J. Clune, "Automated Design of Agentic Systems", arXiv 2408.08435; code
 * ShengranHu/ADAS, `search.py` of each domain). Every program that was scored is kept in an **archive**, which the
 * meta-agent reads whole, each with its **fitness**: the bootstrap interval of its score. It drafts the next program
 * and **reflects** on it twice; the last answer counts. "Debugging", there up to 3 times, is the environment's repair.
 */
export const adas: Strategy<typeof settings> = {
  id: 'adas',
  about: 'an archive of all programs with their fitness; a draft and two reflexions each (ADAS, arXiv 2408.08435)',
  settings,
  settle: (asked, { prompt }) => {
    if (prompt === 'full') return asked;
    throw usageError('prompt-form', 'Expected `prompt` to be full with strategy `adas`, got `compact`', {
      hint: 'An archive has no compact form: use a --meta with a context of 4,096 tokens or more, or another strategy.',
    });
  },
  open: (context) => {
    const { objective } = context;
    const archive: Member[] = [];
    const fresh: Transition[] = [];
    let previousId: string | null = null;
    return {
      propose: async (turn) => {
        for (const one of fresh.splice(0)) archive.push(await memberOf(one, context));
        return [
          {
            state: { id: turnLabel(turn), parentId: turn === 1 ? null : turnLabel(turn - 1) },
            messages: draftMessages(archive, context),
            followUps: reflexions(archive.at(-1)).slice(0, context.settings.reflexions),
            count: context.settings.candidates,
            parentId: null,
            previousId,
            remedy: 'The archive grows with every turn: repeat the command with fewer --turns',
          },
        ];
      },
      tell: (turn, transitions) => {
        fresh.push(...transitions.filter(({ accuracy }) => accuracy !== null));
        const chosen = turn === 0 ? bestStart(transitions, objective) : bestOfTurn(transitions, objective);
        previousId = chosen?.candidate.id ?? previousId;
        return turn === 0 ? undefined : chosen;
      },
    };
  },
};

function draftMessages(archive: readonly Member[], { task, examples, limits, objective }: Context): Message[] {
  const content = archiveText({
    description: task.description,
    inputs: inputsText(examples),
    archive:
      archive.map(({ name, idea, code, fitness }) => memberText({ name, idea, code, fitness })).join('\n\n') ||
      '(empty)',
  });
  return [systemMessage(task, limits, objective), { role: 'user', content }];
}

/** @param latest The youngest of the archive: a draft must not come back to it. */
function reflexions(latest: Member | undefined): string[] {
  const before = latest?.isOwn === true ? `, above all ${latest.name}, the last one before it` : '';
  return [novelty({ before }), correctness()];
}

async function memberOf({ candidate, evaluation }: Transition, { settings, itemScores }: Context): Promise<Member> {
  const { turn, slot, code } = candidate;
  const scores = [...(await itemScores(candidate.id)).values()];
  const interval = fitness(scores, seededRandom('fitness', settings.seed, turn, slot));
  const early = evaluation?.status === 'raced' ? ', stopped there: clearly behind' : '';
  return {
    isOwn: turn > 0,
    name: turn === 0 ? `Start ${slot + 1}` : `Workflow ${candidateLabel(candidate)}`,
    idea: ideaOf(candidate) || '(not told)',
    code: code === null ? '' : shownCode(code),
    fitness: `${interval} on ${scores.length} items${early}`,
  };
}

/** In percent with one decimal, as in ADAS. */
function fitness(scores: readonly number[], random: Random): string {
  const { low, median, high } = bootstrapMean(scores, random);
  const [from, middle, to] = [low, median, high].map((share) => `${(100 * share).toFixed(1)} %`);
  return `median ${middle}, 95 % interval ${from} to ${to}`;
}
