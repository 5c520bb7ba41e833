import { parseCandidate } from '../../base/candidate-id.ts';
import { usageError } from '../../base/errors.ts';
import { writeReport } from '../../optimize/index.ts';
import { renderPage } from '../../page/index.ts';
import { ITEM_COLUMNS, renderReport } from '../../report/index.ts';
import { csvTable } from '../../present/index.ts';
import { type Run, type Store, findRun } from '../../store/index.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { itemsIn } from '../items-text.ts';
import { choice, text, toggle } from '../option.ts';

export const reportCommand = defineCommand({
  name: 'report',
  summary: 'write the report of a run: one self-contained HTML file, Markdown, or CSV',
  details:
    'A run of `eval` has a report of its own. With --items the CSV holds a row for each item run: ' +
    'of an evaluation, of the winner of a search, or of a candidate.',
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: {
    format: choice(['html', 'markdown', 'csv'], { description: 'kind of report', default: 'html' }),
    items: toggle({ description: 'with --format csv: a row for each item run' }),
    out: text('FILE', {
      description: 'where to write it',
      default: 'report.html beside the store; - for standard output',
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
      const { format = options.items === true ? 'csv' : 'html', out, items = false } = options;
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
      const content = await contentOf(store, { run, reference, format, items });
      if (out === undefined || out === '-') {
        output.print(content);
        return { result: { run: run.id, format, content } };
      }
      await writeFileAtomic(out, content);
      output.print(`Report: ${out}`);
      return { result: { run: run.id, format, path: out } };
    }),
});

interface Asked {
  run: Run;
  reference: string;
  format: 'html' | 'markdown' | 'csv';
  items: boolean;
}

async function contentOf(store: Store, { run, reference, format, items }: Asked): Promise<string> {
  if (items) return csvTable(ITEM_COLUMNS, await itemsIn(store, reference));
  return format === 'html' ? renderPage(store, run) : renderReport(store, run, format);
}
