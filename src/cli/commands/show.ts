import type { UseResult } from '../../apply/index.ts';
import { isSearch, isUse } from '../../run/index.ts';
import { chosenEvaluation, findItem, itemDetail, renderText, runReport } from '../../report/index.ts';
import type { ScoreResult } from '../../score/index.ts';
import { findSubject } from '../../subject/index.ts';
import { type Run, actionsOf, findRun, findingsOf, shownStatus } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { candidateOption, storeOption, withStore } from '../common.ts';
import { choice, integer, text, toggle } from '../option.ts';
import { itemText } from '../item-text.ts';
import { assertUsed } from '../needs.ts';
import { itemsIn, itemsText } from '../items-text.ts';
import { scoreText } from '../result-text.ts';
import { useText } from '../use-text.ts';

export const showCommand = defineCommand({
  name: 'show',
  summary: 'show a run, also while it goes on, or the code of a workflow',
  arguments: [{ name: 'RUN', description: 'a run, or a candidate as RUN/t03c1 (its code)', required: false }],
  options: {
    code: toggle({ description: 'print the code of the winner and its findings' }),
    items: toggle({ description: 'print what each item came to: of an evaluation, or of the winner' }),
    failed: toggle({ description: 'with --items: those without a full score' }),
    item: text('ID', { description: 'print all that happened on one item: every call with its messages and replies' }),
    ...candidateOption,
    split: choice(['validation', 'test', 'train'], {
      description: 'with --items and --item: the items of this split',
      default: 'all; --item: validation where there is one',
    }),
    trajectory: toggle({ description: 'print every completion of the meta-agent with what was wrong with it' }),
    limit: integer('N', {
      min: 1,
      description: 'items printed; --json and `export --items` hold all',
      default: '50',
    }),
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
      if (options.items === true) {
        const items = await itemsIn(store, { reference, candidate, split }, { failed });
        output.print(itemsText(items, options.limit ?? 50));
        return { result: { reference, items } };
      }
      if (options.code === true || /\/t\d+c\d+$/.test(reference)) {
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
      const run = await findRun(store, reference, (one) => options.trajectory !== true || isSearch(one));
      if (options.trajectory === true) {
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
      if (!isSearch(run)) {
        const result = JSON.parse(run.result ?? 'null') as ScoreResult | UseResult | null;
        const reason = run.reason === null ? '' : `: ${run.reason}`;
        const scored = result === null ? nothingYet(run) : textOf(run, result);
        output.print(`${run.id}: ${run.command} of ${run.task}, ${shownStatus(run)}${reason}\n${scored}`);
        return { result: { run: run.id, status: shownStatus(run), result } };
      }
      const report = await runReport(store, run.id);
      output.print(renderText(report));
      return { result: report };
    }),
});

function nothingYet(run: Run): string {
  return isUse(run) ? 'It is not ended: `w4s show RUN --items` shows what is there.' : 'Nothing is scored yet.';
}

function textOf(run: Run, result: ScoreResult | UseResult): string {
  return isUse(run) ? useText(result as UseResult) : scoreText(result as ScoreResult);
}
