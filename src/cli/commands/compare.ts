import { renderComparison } from '../../report/index.ts';
import { compare, noWorse, scoreSettings } from '../../score/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { exitOf, requirementLines } from '../requirement-options.ts';
import { setting } from '../setting.ts';

export const compareCommand = defineCommand({
  details:
    'A and B are runs of `w4s eval`, runs of `w4s optimize` (their winners), or candidates as RUN/t03c1, ' +
    'and both were evaluated on the same items.',
  arguments: [
    { name: 'A', description: 'a run or candidate' },
    { name: 'B', description: 'another one' },
  ],
  options: {
    split: setting(scoreSettings.shape.split.unwrap(), {
      description: 'items to compare on',
      otherwise: 'test if both have it, else validation',
    }),
    margin: setting(scoreSettings.shape.margin.unwrap(), {
      value: 'M',
      description: 'end with exit code 4 unless A is shown to be no worse than B by more than this, such as 0.05',
      otherwise: 'no requirement',
    }),
    ...storeOption,
  },
  examples: [
    'w4s compare gsm-hard-7k2mx gsm-hard-p9w3t',
    'w4s compare gsm-hard-7k2mx/t00c0 gsm-hard-7k2mx/t04c0 --split validation',
    'w4s compare latest baseline --margin 0.03',
  ],
  run: ({ args: [first, second], options, output }) =>
    withStore(options.store, async (store) => {
      const result = await compare({ store, first, second, split: options.split });
      output.print(renderComparison(result));
      if (options.margin === undefined) return { result };
      const requirements = [noWorse(result, options.margin)];
      output.print(requirementLines(requirements).join('\n'));
      const exitCode = exitOf({ endedBy: null, status: 'complete', requirements });
      return { result: { ...result, requirements }, exitCode };
    }),
});
