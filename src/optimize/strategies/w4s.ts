import { z } from 'zod';
import {
  IDEA_FORMS,
  PROMPT_FORMS,
  type PromptForm,
  type Question,
  type State,
  type Transition,
  advance,
  assertIdeasFit,
  ideasOfTurn,
  initialState,
  withIdea,
} from '../../environment/index.ts';
import { bestOfTurn } from '../select.ts';
import type { SearchContext, Strategy } from './contract.ts';

const count = z.int().min(1);

const settings = z.strictObject({
  /** K: the state is reset to the current workflow every so many turns; `null` never. The paper collects with 2. */
  horizon: count.nullable().default(null),
  context: z.enum(['last', 'best-k', 'all']).default('best-k'),
  selection: z.enum(['last', 'best']).default('best'),
  /** Each action of a turn is told an idea of its own to build on, which training leaves out of the prompt. */
  ideas: z.enum(IDEA_FORMS).default('off'),
});

type Own = z.output<typeof settings>;

export const w4s: Strategy<typeof settings> = {
  id: 'w4s',
  about: 'the state holds the workflows so far with their feedback; the best of a turn advances it (arXiv 2504.04785)',
  settings,
  /**
   * Trajectories are the paper's conversation, so that turns share their prefix; the compact form shows one workflow
   * only.
   */
  settle: (asked, { prompt, command }) => {
    const collected = prompt === 'compact' ? ('last' as const) : ('all' as const);
    return { ...asked, context: asked.context ?? (command === 'collect' ? collected : undefined) };
  },
  open: (context) => {
    const { task, examples, objective, settings: policy } = context;
    if (policy.ideas !== 'off') assertIdeasFit(task);
    let state = initialState(task, examples, [], objective);
    return {
      propose: (turn) => withIdeas(questionIn(state, context), turn, context),
      tell: (turn, transitions) => {
        if (turn === 0) {
          state = initialState(task, examples, entriesOf(transitions), objective);
          return undefined;
        }
        const chosen = bestOfTurn(transitions, objective);
        state = advance(state, turn, chosen?.entry ?? undefined, policy);
        return chosen;
      },
    };
  },
};

/** One question for all actions of a turn, or one for each. */
function withIdeas(question: Question, turn: number, { task, settings }: SearchContext<Own>): Question[] {
  const form = settings.ideas;
  if (form === 'off') return [question];
  const ideas = ideasOfTurn(turn, question.count, task, settings.seed);
  return ideas.map((idea) => ({ ...question, messages: withIdea(question.messages, idea, form), count: 1 }));
}

/** What the meta-agent is asked in a state of the paper's form. */
export function questionIn(state: State, { settings, limits }: SearchContext<Pick<Own, 'context'>>): Question {
  const form = PROMPT_FORMS[settings.prompt];
  return {
    state,
    messages: form.state(state, settings.context, limits),
    count: settings.candidates,
    parentId: state.current?.candidateId ?? null,
    previousId: state.previousId,
    remedy: remedy(form, settings.context),
  };
}

export function entriesOf(transitions: readonly Transition[]): State['history'] {
  return transitions.flatMap(({ entry }) => entry ?? []);
}

/** What helps where the messages are too long. */
export function remedy(prompt: PromptForm, context: Own['context']): string {
  if (prompt === PROMPT_FORMS.compact)
    return 'No prompt is shorter than the compact one: repeat the command with a --meta that has a larger context';
  const flags = context === 'last' ? '`--prompt compact`' : '`--prompt compact` or `--context last`';
  return `Repeat the command with ${flags}`;
}
