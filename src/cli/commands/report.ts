import { parseCandidate } from '../../base/candidate-id.ts';
import { usageError } from '../../base/errors.ts';
import { writeReport } from '../../optimize/index.ts';
import { renderReport, ITEM_COLUMNS } from '../../report/index.ts';
import { csvTable } from '../../present/index.ts';
import { findRun } from '../../store/index.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { itemsIn } from '../items-text.ts';
import { choice, text, toggle } from '../option.ts';

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'write the report of a run: one self-contained HTML file, Markdown, or CSV',
  details:
    'Runs of `eval` have a report, too. With --items, the CSV has one row per item run ' +
    'of an evaluation, of the winner of a search, or of a candidate.',
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: {
    format: choice(['html', 'markdown', 'csv'], {
      description: 'format of the report',
      otherwise: 'html; csv with --items',
    }),
    items: toggle({ description: 'with --format csv: write one row per item run' }),
    out: text('FILE', {
      description: 'file to write, or - for standard output',
      otherwise: 'report.html beside the store',
    }),
    ...storeOption,
  },
  examples: [
    'w4s report latest',
    'w4s report gsm-hard-7k2mx --format csv --out candidates.csv',
    'w4s report gsm-hard-7k2mx --format csv --items --out items.csv',
  ],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const { format = options.items ? 'csv' : 'html', out, items } = options;
      const reference = args[0] ?? 'latest';
      if (items && format !== 'csv')
        throw usageError('invalid-option', `Expected \`--items\` with \`--format csv\`, got \`${format}\``, {
          hint: '`w4s show RUN --items` prints them.',
        });
      const run = await findRun(store, parseCandidate(reference).run);
      if (out === undefined && format === 'html') {
        const path = await writeReport(store, run.id);
        output.print(`Report: ${path}`);
        return { result: { run: run.id, format, path } };
      }
      const content = items
        ? csvTable(ITEM_COLUMNS, await itemsIn(store, reference))
        : await renderReport(store, run, format);
      if (out === undefined || out === '-') {
        output.print(content);
        return { result: { run: run.id, format, content } };
      }
      await writeFileAtomic(out, content);
      output.print(`Report: ${out}`);
      return { result: { run: run.id, format, path: out } };
    }),
});
