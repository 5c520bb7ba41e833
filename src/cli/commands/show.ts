import { z } from 'zod';
import type { UseResult } from '../../apply/index.ts';
import { type BaselinesResult, baselinesText } from '../../lab/baselines/index.ts';
import { hasCandidates, isGuide, isSearch, isUse, resultOfRun, workersText } from '../../run/index.ts';
import type { GuideResult } from '../../guide/index.ts';
import { type TransferResult, transferText } from '../../lab/transfer/index.ts';
import { chosenEvaluation, findItem, itemDetail, renderText, runReport } from '../../report/index.ts';
import { type ScoreResult, scoreSettings } from '../../score/index.ts';
import { findSubject } from '../../subject/index.ts';
import { type Run, actionsOf, findRun, findingsOf, shownStatus, workersOf } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { candidateOption, storeOption, withStore } from '../common.ts';
import { integer, text, toggle, withDefault } from '../option.ts';
import { itemText } from '../item-text.ts';
import { assertUsed } from '../needs.ts';
import { itemsIn, itemsText } from '../items-text.ts';
import { scoreText } from '../result-text.ts';
import { setting } from '../setting.ts';
import { useText } from '../use-text.ts';

export const showCommand = defineCommand({
  arguments: [{ name: 'RUN', description: 'a run, or a candidate as RUN/t03c1 (its code)', required: false }],
  options: {
    code: toggle({ description: 'print the code of the winner, and what the scan found in it' }),
    items: toggle({ description: 'print the result of each item, of an evaluation or of the winner' }),
    failed: toggle({ description: 'with --items: only those without a full score' }),
    item: text('ID', { description: 'print all that happened on one item: every call, with its messages and replies' }),
    ...candidateOption,
    split: setting(scoreSettings.shape.split.unwrap(), {
      description: 'with --items and --item: the items of this split',
      otherwise: 'all; with --item: validation if it has been evaluated',
    }),
    trajectory: toggle({ description: 'print every completion of the meta-agent, and what was wrong with it' }),
    limit: withDefault(
      50,
      integer('N', { min: 1, description: 'how many items to print; --json and `export --items` give all' }),
    ),
    ...storeOption,
  },
  examples: [
    'w4s show latest',
    'w4s show gsm-hard-7k2mx --code',
    'w4s show gsm-hard-7k2mx --items --failed',
    'w4s show gsm-hard-7k2mx --item 17',
    'w4s show gsm-hard-7k2mx/t03c1',
  ],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const reference = args[0] ?? 'latest';
      assertUsed(options, ['candidate', 'split'], ['items', 'item']);
      assertUsed(options, ['failed'], ['items']);
      const { candidate, split, failed } = options;
      if (options.item !== undefined) {
        const evaluation = await chosenEvaluation(store, { reference, candidate, split });
        const item = await itemDetail(store, evaluation, await findItem(store, evaluation, options.item));
        output.print(itemText(item));
        return { result: { reference, item } };
      }
      if (options.items) {
        const items = await itemsIn(store, { reference, candidate, split }, { failed });
        output.print(itemsText(items, options.limit));
        return { result: { reference, items } };
      }
      if (options.code || /\/t\d+c\d+$/.test(reference)) {
        const subject = await findSubject(store, reference);
        const findings = await findingsOf(store, subject.hash);
        const notes = findings.map(({ severity, rule, line, detail }) => {
          const place = Number(line) === 0 ? '' : ` on line ${line}`;
          return `${severity}: ${rule}${place}: ${detail}`;
        });
        output.print(
          [
            `# ${subject.label}  sha256 ${subject.hash}`,
            subject.code.trimEnd(),
            '',
            ...(notes.length === 0 ? ['No findings.'] : ['Findings:', ...notes]),
          ].join('\n'),
        );
        return { result: { ...subject, findings } };
      }
      const run = await findRun(store, reference, (one) => !options.trajectory || isSearch(one));
      const workers = await workersOf(store, run.id);
      const crew = workersText(workers);
      if (options.trajectory) {
        const actions = await actionsOf(store, run.id);
        for (const { candidate_id, attempt, completion, problem } of actions) {
          const why = problem === null ? '' : `-> ${problem}\n`;
          output.print(`## ${candidate_id}, attempt ${attempt}\n${completion}\n${why}`);
        }
        return {
          result: {
            run: run.id,
            actions: actions.map((action) => ({ ...action, messages: JSON.parse(action.messages) as unknown })),
          },
        };
      }
      if (!hasCandidates(run)) {
        const result = resultOfRun(run, z.looseObject({})) as ScoreResult | UseResult | null;
        const reason = run.reason === null ? '' : `: ${run.reason}`;
        const scored = result === null ? nothingYet(run) : textOf(run, result);
        output.print(`${run.id}: ${run.command} of ${run.task}, ${shownStatus(run)}${reason}\n${scored}`);
        if (crew !== '') output.print(crew);
        return { result: { run: run.id, status: shownStatus(run), result, workers } };
      }
      const report = await runReport(store, run.id);
      const compared = isSearch(run) ? null : resultOfRun(run, z.looseObject({}));
      output.print(compared === null ? renderText(report) : comparedText(run, compared));
      if (crew !== '') output.print(crew);
      return { result: { ...report, workers } };
    }),
});

/** Of a run that is no search. */
type AnyResult = ScoreResult | UseResult | GuideResult;

function nothingYet(run: Run): string {
  if (isGuide(run)) return 'No guide was written.';
  return isUse(run) ? 'It has not ended: `w4s show RUN --items` shows what is there.' : 'Nothing has been scored yet.';
}

function textOf(run: Run, result: AnyResult): string {
  if (isGuide(run)) return (result as GuideResult).guide;
  return isUse(run) ? useText(result as UseResult) : scoreText(result as ScoreResult);
}

/** Of what a run of given workflows came to. */
function comparedText({ command }: Run, result: object): string {
  return command === 'transfer' ? transferText(result as TransferResult) : baselinesText(result as BaselinesResult);
}
