import type { OptimizeResult } from '../optimize/index.ts';
import { runReport } from '../report/from-store.ts';
import { bestByTurn } from '../report/tally.ts';
import { compareRuns } from '../score/index.ts';
import { calledAs } from './called-as.ts';
import { withStore } from './common.ts';
import { percent, points, score, table } from './format.ts';

/** What both searches came to: the running best on validation items, then the sealed test items. */
export async function verdict(trained: OptimizeResult, untrained: OptimizeResult, store: string | undefined): Promise<string> {
  const line = (name: string, { test }: Pick<NonNullable<OptimizeResult['best']>, 'test'>) => [name, score(test!.accuracy ?? 0, test!.interval), test!.callsPerItem.toFixed(1)];
  const { paired } = await compareRuns({ first: trained.run, second: untrained.run, split: 'test', ...(store === undefined ? {} : { store }) });
  return [
    '== Best workflow so far on the validation items', await curves(trained.run, untrained.run, store), '',
    '== On the sealed test items',
    table(['', 'accuracy', 'calls an item'], [line('start', trained.start!), line('best workflow before RLAO', untrained.best!), line('best workflow after RLAO', trained.best!)]),
    `After minus before RLAO: ${paired === null ? 'no shared item' : points(paired)}. One search each is a glimpse, not a proof: \`${calledAs()} ablation --pocket\` makes the comparison with many searches.`,
  ].join('\n');
}

/** The running best of both searches: what RLAO teaches is to find a good workflow early. */
async function curves(trained: string, untrained: string, store: string | undefined): Promise<string> {
  return withStore(store, async (opened) => {
    const before = bestByTurn(await runReport(opened, untrained));
    const after = bestByTurn(await runReport(opened, trained));
    const row = (name: string, curve: typeof after) => [name, ...curve.map(({ best }) => percent(best))];
    return table(['', ...after.map(({ turn }) => (turn === 0 ? 'start' : `turn ${turn}`))], [row('before RLAO', before), row('after RLAO', after)]);
  });
}

/** The report's file and three commands. */
export function nextSteps({ run, report }: OptimizeResult, store: string | undefined): string {
  const w4s = calledAs();
  const place = store === undefined ? '' : ` --store ${store}`;
  const steps = [
    [`${w4s} show ${run} --code${place}`, 'the workflow it found'],
    [`${w4s} init my-task && ${w4s} optimize my-task/task.yaml ...`, 'on your own data'],
    [`${w4s} optimize gsm8k --executor openai:gpt-6-luna --meta openai:gpt-6-luna --budget 1`, 'with your own key'],
  ];
  return ['', ...(report === null ? [] : [`Report: ${report}`, '']), 'Next:', ...steps.flatMap(([command, why]) => [`  ${command}`, `      ${why}`])].join('\n');
}
