import { basename } from 'node:path';
import { inShell } from '../base/in-shell.ts';
import type { OptimizeResult } from '../optimize/index.ts';
import { ratio } from '../present/index.ts';
import { proposalSentences } from '../proposals/index.ts';
import { runReport, bestByTurn } from '../report/index.ts';
import { compareRuns } from '../score/index.ts';
import { storeName } from '../base/store-url.ts';
import { calledAs } from './called-as.ts';
import { withStore } from './common.ts';
import { percent, pointsWithInterval, score, table } from './format.ts';

/** Stands before and after the searches of the models that come with w4s. */
export const TOYS = 'Both models are toys: they show how the parts work together, but little about the method.';

/** What a meta-agent reads and writes. */
export const STEERING = 'It reads the task, one item, the last program and its score. Only validation items guide it.';

/** What both searches came to: the running best on validation items, then the sealed test items. */
export async function verdict(
  trained: OptimizeResult,
  untrained: OptimizeResult,
  store: string | undefined,
): Promise<string> {
  const { paired } = await compareRuns({ first: trained.run, second: untrained.run, split: 'test', store });
  return [
    ...(await curves(
      [
        ['before RLAO', untrained.run],
        ['after RLAO', trained.run],
      ],
      store,
    )),
    '',
    ...testTable([
      ['start', trained.start],
      ['best workflow before RLAO', untrained.best],
      ['best workflow after RLAO', trained.best],
    ]),
    `After minus before RLAO: ${paired === null ? 'no shared item' : pointsWithInterval(paired)}.`,
    `One search each is a first impression, not a proof. \`${calledAs()} ablation --pocket\` runs many.`,
    `${TOYS} Three lines written by hand do as well here: see docs/pocket.md`,
  ].join('\n');
}

/** What one search with a model of the user's own came to. */
export async function modelVerdict(result: OptimizeResult, store: string | undefined): Promise<string> {
  const { start } = result;
  const isUnbeaten = start !== null && result.best?.candidate === start.candidate;
  return [
    ...(await curves([['', result.run]], store)),
    '',
    ...testTable([['start', start], ...(isUnbeaten ? [] : [['best workflow', result.best] as const])]),
    ...(isUnbeaten ? [`No program did better than the start, ${start.name}.`] : []),
    'One search on so few items is a first impression, not a proof.',
  ].join('\n');
}

/** Where no program ran, or none could be scored: what happened, and what may do better. */
export function fruitlessEnding({ run, proposals }: OptimizeResult, file: string, store: string | undefined): string {
  const w4s = calledAs();
  const { broken, candidates } = proposals;
  const found = broken.count === candidates ? 'No working program was found.' : 'No program could be scored.';
  return [
    `${found} ${proposalSentences(proposals)[0]}`,
    `${basename(file)} may be too small to write programs, or it had too few tries. Next:`,
    `  ${w4s} show ${run} --trajectory${placeOf(store)}`,
    '      what it wrote, and what was wrong with it',
    `  ${w4s} demo --model ${inShell(file)} --turns 6 --seed 1`,
    '      another, longer try',
    `  ${w4s} demo`,
    '      the same with the models that come with w4s',
  ].join('\n');
}

/** The running best by turn: what training teaches is to find a good workflow early. */
async function curves(
  runs: readonly (readonly [name: string, run: string])[],
  store: string | undefined,
): Promise<string[]> {
  const rows = await withStore(store, async (opened) =>
    Promise.all(runs.map(async ([name, run]) => ({ name, curve: bestByTurn(await runReport(opened, run)) }))),
  );
  const turns = rows.at(-1)?.curve.map(({ turn }) => (turn === 0 ? 'start' : `turn ${turn}`)) ?? [];
  return [
    '== Best workflow so far on the validation items',
    table(
      ['', ...turns],
      rows.map(({ name, curve }) => [name, ...curve.map(({ best }) => percent(best))]),
    ),
  ];
}

type Tested = Pick<NonNullable<OptimizeResult['best']>, 'test'> | null;

function testTable(lines: readonly (readonly [name: string, tested: Tested])[]): string[] {
  const rows = lines.flatMap(([name, tested]) => {
    const test = tested?.test ?? null;
    return test === null ? [] : [[name, score(test.accuracy, test.interval), ratio(test.callsPerItem)]];
  });
  return ['== On the sealed test items', table(['', 'accuracy', 'calls per item'], rows)];
}

/** The report's file and three commands. */
export function nextSteps({ run, report }: OptimizeResult, store: string | undefined): string {
  const w4s = calledAs();
  const steps = [
    [`${w4s} show ${run} --code${placeOf(store)}`, 'the workflow it found'],
    [`${w4s} init my-task && ${w4s} optimize my-task/task.yaml ...`, 'on your own data'],
    [`${w4s} optimize gsm8k --executor openai:gpt-6-luna --meta openai:gpt-6-luna --budget 1`, 'with your own key'],
  ];
  return [
    '',
    ...(report === null ? [] : [`Report: ${report}`, '']),
    'Next:',
    ...steps.flatMap(([command, why]) => [`  ${command}`, `      ${why}`]),
  ].join('\n');
}

function placeOf(store: string | undefined): string {
  return store === undefined ? '' : ` --store ${inShell(storeName(store))}`;
}
