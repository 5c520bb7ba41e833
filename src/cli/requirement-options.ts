import { type ScoreResult, scoreSettings } from '../score/index.ts';
import type { CommandExit } from './command.ts';
import { onlyWith, text } from './option.ts';
import { setting } from './setting.ts';

const settings = scoreSettings.shape;

/** Flags of `eval` for a test suite: what has to be reached, and a file that tells of it. */
export const requirementOptions = {
  minScore: setting(settings.minScore, {
    value: 'X',
    description: 'end with exit code 4 if the score is below this, such as 0.8',
    otherwise: 'no requirement',
  }),
  noWorseThan: text('RUN', {
    description: 'end with exit code 4 unless it is shown to be no worse than this run or candidate on the same items',
  }),
  margin: onlyWith(
    ['--no-worse-than'],
    setting(settings.margin, {
      value: 'M',
      description: 'how much worse still counts as no worse: 0.05 is 5 points; the lower end of the interval counts',
    }),
  ),
  junit: text('FILE', { description: 'also write JUnit XML for CI systems, with one test case per item' }),
};

type Ended = Pick<ScoreResult, 'endedBy' | 'status' | 'requirements'>;

/** What was stopped has not failed, and what could not be scored neither. */
export function exitOf({ endedBy, status, requirements }: Ended): CommandExit {
  if (endedBy !== null) return endedBy === 'cap' ? 3 : 130;
  const outcomes = requirements.map(({ outcome }) => outcome);
  if (outcomes.includes('missed')) return 4;
  return status === 'inconclusive' || outcomes.includes('inconclusive') ? 5 : 0;
}

const WORDS = { met: 'met', missed: 'NOT MET', inconclusive: 'UNDECIDED' };

/** `  required  min-score NOT MET: the score is ...`, one line each. */
export function requirementLines(requirements: ScoreResult['requirements']): string[] {
  return requirements.map(({ name, outcome, text: sentence }) => `  required  ${name} ${WORDS[outcome]}: ${sentence}`);
}
