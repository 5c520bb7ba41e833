import type { givenSettings } from '../optimize/index.ts';
import { grouped } from './option.ts';
import { setting } from './setting.ts';

type Shape = Pick<
  (typeof givenSettings)['shape'],
  | 'reflexions'
  | 'parentRounds'
  | 'uniformShare'
  | 'scoreSharpness'
  | 'convergenceRounds'
  | 'convergenceTop'
  | 'convergenceZ'
>;

/** What one way to search alone can be set to: a group of flags for each. */
export function ownOptions(shape: Shape) {
  return {
    ...grouped('Strategy adas', {
      reflexions: setting(shape.reflexions, {
        value: 'N',
        description: 'times that the meta-agent reflects on its draft, 2 at most; each is a call',
      }),
    }),
    ...grouped('Strategy aflow', aflowOptions(shape)),
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
