import { parseCandidate } from '../../base/candidate-id.ts';
import { writeReport } from '../../optimize/index.ts';
import { renderPage } from '../../page/index.ts';
import { renderReport } from '../../report/index.ts';
import { findRun } from '../../store/index.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { choice, text, withDefault } from '../option.ts';
import { assertWritable } from '../writable.ts';

export const reportCommand = defineCommand({
  details:
    'Each kind of run has a report of its own: a search, workflows side by side, an evaluation, a guide. ' +
    '`w4s export RUN --items` writes the result of each item.',
  arguments: [{ name: 'RUN', description: 'a run', required: false }],
  options: {
    format: withDefault('html', choice(['html', 'markdown', 'csv'], { description: 'format of the report' })),
    out: text('FILE', {
      description: 'file to write, or - for standard output',
      otherwise: 'report.html beside the store; standard output for markdown and csv',
    }),
    ...storeOption,
  },
  examples: ['w4s report latest', 'w4s report gsm-hard-7k2mx --format csv --out candidates.csv'],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const { format, out } = options;
      if (out !== undefined && out !== '-') assertWritable(out, '--out');
      const run = await findRun(store, parseCandidate(args[0] ?? 'latest').run);
      if (out === undefined && format === 'html') {
        const path = await writeReport(store, run.id);
        output.print(`Report: ${path}`);
        return { result: { run: run.id, format, path } };
      }
      const content = await (format === 'html' ? renderPage(store, run) : renderReport(store, run, format));
      if (out === undefined || out === '-') {
        output.data(content);
        return { result: { run: run.id, format, content } };
      }
      await writeFileAtomic(out, content);
      output.print(`Report: ${out}`);
      return { result: { run: run.id, format, path: out } };
    }),
});
