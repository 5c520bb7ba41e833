import type { z } from 'zod';
import { readGuide } from '../guide/index.ts';
import type { givenSettings } from '../optimize/index.ts';
import { grouped } from './option.ts';
import { defaultText, setting } from './setting.ts';

type Shape = Pick<
  (typeof givenSettings)['shape'],
  | 'ideas'
  | 'reflexions'
  | 'parentRounds'
  | 'uniformShare'
  | 'scoreSharpness'
  | 'convergenceRounds'
  | 'convergenceTop'
  | 'convergenceZ'
  | 'merges'
  | 'guide'
  | 'strategies'
  | 'recentTurns'
> & {
  minibatch: z.ZodType<number | null | undefined, number | null | undefined>;
};

/** What one way to search alone can be set to: a group of flags for each. */
export function ownOptions(shape: Shape) {
  return {
    ...grouped('Strategy w4s', {
      ideas: setting(shape.ideas, {
        description:
          'give each workflow of a turn an idea of its own to build on (a program, steps, a vote, a check, ...), in ' +
          'a sentence (told) or with a program (shown); training leaves it out of the prompt; ' +
          'not for programming tasks',
      }),
    }),
    ...grouped('Strategy adas', {
      reflexions: setting(shape.reflexions, {
        value: 'N',
        description: 'times that the meta-agent reflects on its draft, 2 at most; each is a call',
      }),
    }),
    ...grouped('Strategy aflow', aflowOptions(shape)),
    ...grouped('Strategy evolve', evolveOptions(shape)),
    ...grouped('Strategy guide', {
      guide: setting(shape.guide, {
        value: 'FILE',
        description: 'the design guide, as `w4s guide` writes it',
        otherwise: 'no guide',
      }),
    }),
    ...grouped('Strategy portfolio', portfolioOptions(shape)),
  };
}

/** The text of a guide that a flag names. @throws usage errors of {@link readGuide} */
export async function guideFrom(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : readGuide(path);
}

function evolveOptions(shape: Shape) {
  return {
    minibatch: setting(shape.minibatch, {
      value: 'N',
      description:
        'items that a workflow is reflected on and that its child must win before the rest is run; ' +
        'none shows the whole feedback and runs every child on all items',
      otherwise: defaultText(shape.minibatch) ?? 'none',
    }),
    merges: setting(shape.merges, { value: 'N', description: 'most merges of two workflows that are kept' }),
  };
}

function portfolioOptions(shape: Shape) {
  return {
    strategies: setting(shape.strategies, {
      value: 'LIST',
      description: 'strategies that share the turns, in the order of their first ones; their flags are taken as well',
    }),
    recentTurns: setting(shape.recentTurns, {
      value: 'N',
      description: 'turns of a strategy whose gain decides whether it has the next one',
    }),
  };
}

function aflowOptions(shape: Shape) {
  return {
    parentRounds: setting(shape.parentRounds, {
      value: 'K',
      description: 'best workflows that the next parent is drawn from, the start always among them',
    }),
    uniformShare: setting(shape.uniformShare, {
      value: 'SHARE',
      description: 'share of that draw that pays no heed to scores, 0 to 1',
    }),
    scoreSharpness: setting(shape.scoreSharpness, {
      value: 'ALPHA',
      description: 'how sharply scores decide the rest of it: a weight of exp(ALPHA x percentage points)',
    }),
    convergenceRounds: setting(shape.convergenceRounds, {
      value: 'N',
      description: 'end after N workflows in a row that left the mean of the best as it was, or never (none)',
    }),
    convergenceTop: setting(shape.convergenceTop, { value: 'K', description: 'the best that this mean is of' }),
    convergenceZ: setting(shape.convergenceZ, {
      value: 'Z',
      description: 'standard errors within which a change of it counts as none',
    }),
  };
}
