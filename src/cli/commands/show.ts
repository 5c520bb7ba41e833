import { z } from 'zod';
import { parseCandidate } from '../../base/candidate-id.ts';
import { usageError } from '../../base/errors.ts';
import type { UseResult } from '../../apply/index.ts';
import { type BaselinesResult, baselinesText } from '../../lab/baselines/index.ts';
import { type RunKind, isSearch, kindOf, resultOfRun, workersText } from '../../run/index.ts';
import type { GuideResult } from '../../guide/index.ts';
import { type TransferResult, transferText } from '../../lab/transfer/index.ts';
import {
  chosenEvaluation,
  findItem,
  itemDetail,
  renderText,
  renderWorkflowsText,
  runReport,
  workflowsReport,
} from '../../report/index.ts';
import { type ScoreResult, scoreSettings } from '../../score/index.ts';
import { findSubject } from '../../subject/index.ts';
import { type Run, type Store, actionsOf, findRun, findingsOf, shownStatus, workersOf } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { candidateOption, storeOption, withStore } from '../common.ts';
import { integer, notWith, onlyWith, text, toggle, withDefault } from '../option.ts';
import { itemText } from '../item-text.ts';
import { itemsIn, itemsText } from '../items-text.ts';
import { scoreText } from '../result-text.ts';
import { setting } from '../setting.ts';
import { useText } from '../use-text.ts';

export const showCommand = defineCommand({
  arguments: [{ name: 'RUN', description: 'a run, or a candidate as RUN/t03c1 (its code)', required: false }],
  options: {
    code: notWith(
      ['--items', '--item'],
      toggle({ description: 'print the code of the winner, and what the scan found in it' }),
    ),
    items: notWith(
      ['--item'],
      toggle({ description: 'print the result of each item, of an evaluation or of the winner' }),
    ),
    failed: onlyWith(['--items'], toggle({ description: 'only those without a full score' })),
    item: text('ID', { description: 'print all that happened on one item: every call, with its messages and replies' }),
    candidate: onlyWith(['--items', '--item'], candidateOption.candidate),
    split: onlyWith(
      ['--items', '--item'],
      setting(scoreSettings.shape.split.unwrap(), {
        description: 'the items of this split',
        otherwise: 'all; with --item: validation if it has been evaluated',
      }),
    ),
    trajectory: notWith(
      ['--code', '--items', '--item'],
      toggle({ description: 'print every completion of the meta-agent, and what was wrong with it' }),
    ),
    limit: onlyWith(
      ['--items'],
      withDefault(50, integer('N', { min: 1, description: 'how many to print; --json and `export --items` give all' })),
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
      const { label } = parseCandidate(reference);
      if (options.trajectory && label !== null)
        throw usageError(
          'invalid-option',
          `Expected \`--trajectory\` with a run, got the candidate \`${label}\` of one`,
        );
      if (options.code || label !== null) {
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
      const { text: told, result } = await SHOWN[kindOf(run)](store, run);
      output.print([told, crew].filter((part) => part !== '').join('\n'));
      return { result: { ...result, workers } };
    }),
});

/** What is printed of a run, and what `--json` gives. */
interface Shown {
  text: string;
  result: object;
}

type Show = (store: Store, run: Run) => Promise<Shown>;

const SHOWN: Record<RunKind, Show> = {
  search: async (store, run) => {
    const report = await runReport(store, run.id);
    return { text: renderText(report), result: report };
  },
  // The words of its command, once it ended; till then what is scored so far.
  workflows: async (store, run) => {
    const compared = resultOfRun(run, z.looseObject({}));
    const report = await workflowsReport(store, run);
    return { text: compared === null ? renderWorkflowsText(report) : workflowsText(run, compared), result: report };
  },
  evaluation: (_store, run) => ended<ScoreResult>(run, { text: scoreText, without: NO_RESULT }),
  use: (_store, run) => ended<UseResult>(run, { text: useText, without: NO_RESULT }),
  guide: (_store, run) => ended<GuideResult>(run, { text: ({ guide }) => guide, without: 'No guide was written.' }),
};

const NO_RESULT = 'It left no result, or not yet: `w4s show RUN --items` shows what is there.';

/** A run of which its result says all. @param without What to say where there is none. */
async function ended<R extends object>(
  run: Run,
  { text: textOf, without }: { text(result: R): string; without: string },
): Promise<Shown> {
  const result = resultOfRun(run, z.looseObject({})) as R | null;
  const reason = run.reason === null ? '' : `: ${run.reason}`;
  const status = shownStatus(run);
  const told = result === null ? without : textOf(result);
  return {
    text: `${run.id}: ${run.command} of ${run.task}, ${status}${reason}\n${told}`,
    result: { run: run.id, status, result },
  };
}

function workflowsText({ command }: Run, result: object): string {
  return command === 'transfer' ? transferText(result as TransferResult) : baselinesText(result as BaselinesResult);
}
