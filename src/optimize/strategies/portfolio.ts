import { z } from 'zod';
import type { Question, Transition } from '../../environment/index.ts';
import type { Search, SearchContext, Strategy } from './contract.ts';
import { type Arm, chooseArm } from './portfolio-arm.ts';

/** The strategies of this version but for the portfolio itself, by name. */
export type Members = Readonly<Record<string, Strategy>>;

/**
 * Several searches under one budget: each has a turn, then the next turn goes to the one whose last turns raised the
 * best score the most (a rule of ours, in the spirit of adaptive operator selection: L. Davis, ICGA 1989). A search
 * hears of the start and of its own candidates alone, so it asks what it would ask if it were alone; its candidates
 * race against the best of all.
 */
export function portfolioOf(members: Members): Strategy<ReturnType<typeof settingsOver>> {
  const settings = settingsOver(members);
  const chosen = (asked: Readonly<Record<string, unknown>>): Strategy[] =>
    namesIn(asked.strategies ?? settings.parse({}).strategies).flatMap((name) => members[name] ?? []);
  return {
    id: 'portfolio',
    about: 'several strategies share the turns: the next one goes to the strategy with the best recent gain',
    settings,
    settingsFor: (asked) => Object.assign({}, ...chosen(asked).map((one) => one.settings.shape), settings.shape),
    settle: (asked, circumstances) =>
      chosen(asked).reduce((settled, one) => ({ ...settled, ...one.settle?.(settled, circumstances) }), asked),
    open: (context) => open(context, chosen(context.settings)),
  };
}

function settingsOver(members: Members) {
  const known = Object.keys(members);
  const isList = (text: string): boolean => {
    const names = namesIn(text);
    return names.length > 1 && new Set(names).size === names.length && names.every((name) => known.includes(name));
  };
  return z.strictObject({
    /** Comma-separated, in the order of their first turns. Their own settings may be given as well. */
    strategies: z
      .string()
      .overwrite((text) => namesIn(text).join(','))
      .refine(isList, `expected two or more of ${known.join(', ')}, each once`)
      .default('w4s,evolve,best-of-n'),
    /** Turns of a strategy whose gains count; those before them are forgotten. */
    recentTurns: z.int().min(1).default(3),
  });
}

function namesIn(text: unknown): string[] {
  return String(text)
    .split(',')
    .map((name) => name.trim());
}

interface RunningArm extends Arm {
  strategy: string;
  search: Search;
}

function open(context: SearchContext<{ recentTurns: number }>, strategies: readonly Strategy[]): Search {
  const arms: RunningArm[] = strategies.map((strategy) => ({
    strategy: strategy.id,
    search: strategy.open(context),
    gains: [],
    hasEnded: false,
  }));
  let best: number | undefined;
  let acting: RunningArm | undefined;
  return {
    propose: async () => {
      for (acting = choose(); acting !== undefined; acting = choose()) {
        const { strategy, search, gains } = acting;
        const questions = await search.propose(gains.length + 1);
        if (questions.length > 0) return questions.map((question) => placedIn(strategy, question));
        acting.hasEnded = true;
      }
      return [];
    },
    tell: (turn, transitions) => {
      const before = best;
      best = bestOf(before, transitions);
      if (turn === 0) {
        for (const { search } of arms) search.tell(0, transitions);
        return undefined;
      }
      if (acting === undefined) return undefined;
      // The first score of a search without a start is no gain over anything.
      acting.gains.push(before === undefined || best === undefined ? 0 : best - before);
      return acting.search.tell(acting.gains.length, transitions);
    },
  };

  function choose(): RunningArm | undefined {
    return chooseArm(arms, context.settings.recentTurns);
  }
}

/** Scores of lost races are estimates, and no gain. */
function bestOf(before: number | undefined, transitions: readonly Transition[]): number | undefined {
  const scores = transitions.flatMap(({ evaluation, accuracy }) =>
    evaluation?.status === 'complete' ? (accuracy ?? []) : [],
  );
  const all = before === undefined ? scores : [before, ...scores];
  return all.length === 0 ? undefined : Math.max(...all);
}

/** States of different searches are never one: `evolve-t02` is the state of the second turn of `evolve`. */
function placedIn(strategy: string, question: Question): Question {
  const { id, parentId } = question.state;
  const place = { id: `${strategy}-${id}`, parentId: parentId === null ? null : `${strategy}-${parentId}` };
  return { ...question, state: place };
}
