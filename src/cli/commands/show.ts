import { z } from 'zod';
import { renderText, runReport } from '../../report/index.ts';
import { type ScoreResult, findSubject } from '../../score/index.ts';
import { resultOfRun } from '../../run/index.ts';
import { actionsOf, findRun, findingsOf, shownStatus } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { integer, toggle, withDefault } from '../option.ts';
import { itemsIn, itemsText } from '../items-text.ts';
import { scoreText } from '../result-text.ts';

export const showCommand = defineCommand({
  name: 'show',
  summary: 'show a run, even while it is running, or the code of a workflow',
  arguments: [{ name: 'RUN', description: 'a run, or a candidate as RUN/t03c1 (its code)', required: false }],
  options: {
    code: toggle({ description: 'print the code of the winner, and what the scan found in it' }),
    items: toggle({ description: 'print the result of each item, of an evaluation or of the winner' }),
    trajectory: toggle({ description: 'print every completion of the meta-agent, and what was wrong with it' }),
    limit: withDefault(
      50,
      integer('N', {
        min: 1,
        description: 'how many items to print; --json and `report --format csv --items` give all',
      }),
    ),
    ...storeOption,
  },
  examples: [
    'w4s show latest',
    'w4s show gsm-hard-7k2mx --code',
    'w4s show gsm-hard-7k2mx --items',
    'w4s show gsm-hard-7k2mx/t03c1',
  ],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const reference = args[0] ?? 'latest';
      if (options.items) {
        const items = await itemsIn(store, reference);
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
      const run = await findRun(store, reference, ({ command }) => !options.trajectory || command !== 'eval');
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
      if (run.command === 'eval') {
        const result = resultOfRun(run, z.looseObject({})) as ScoreResult | null;
        const reason = run.reason === null ? '' : `: ${run.reason}`;
        const scored = result === null ? 'Nothing has been scored yet.' : scoreText(result);
        output.print(`${run.id}: ${run.command} of ${run.task}, ${shownStatus(run)}${reason}\n${scored}`);
        return { result: { run: run.id, status: shownStatus(run), result } };
      }
      const report = await runReport(store, run.id);
      output.print(renderText(report));
      return { result: report };
    }),
});
