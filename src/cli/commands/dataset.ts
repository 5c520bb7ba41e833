import { usageError } from '../../base/errors.ts';
import { EXPORT_FORMATS, buildDataset, writeExport } from '../../rlao/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { datasetOptions, datasetText, readDatasetOptions } from '../dataset-options.ts';
import { choice, integer, text } from '../option.ts';

export const datasetCommand = defineCommand({
  name: 'dataset',
  summary: 'make training rows from trajectories: look at them, or export them',
  details:
    'show tells what the rows are made of; build writes them as our JSON lines, which `w4s train` makes by ' +
    'itself; export writes them for others too: ms-swift, fireworks, dpo, kto, or chat.',
  arguments: [{ name: 'ACTION', description: 'show (default), build, or export', required: false }],
  options: {
    ...datasetOptions,
    seed: integer('N', { description: 'seed of the resampling', default: '0' }),
    format: choice(EXPORT_FORMATS, { description: 'kind of export', default: 'w4s' }),
    out: text('FILE', { description: 'where the rows go', default: 'rows.jsonl for build' }),
    ...storeOption,
  },
  examples: [
    'w4s dataset show',
    'w4s dataset build --task gsm-plus --out rows.jsonl',
    'w4s dataset export --format ms-swift --method group-softmax --out rows.jsonl',
  ],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const action = args[0] ?? 'show';
      const { format = 'w4s', store: _store, ...rest } = options;
      if (action !== 'show' && action !== 'build' && action !== 'export')
        throw usageError('unknown-action', `\`w4s dataset\` knows show, build and export, got \`${action}\``);
      const out = options.out ?? (action === 'build' ? 'rows.jsonl' : undefined);
      if (action === 'build' && format !== 'w4s')
        throw usageError(
          'invalid-option',
          `\`w4s dataset build\` writes our own rows; other formats are written by \`w4s dataset export\``,
        );
      const dataset = await buildDataset(store, readDatasetOptions(rest));
      output.print(datasetText(dataset.facts));
      if (action === 'show') return { result: dataset.facts };
      if (out === undefined) throw usageError('missing-value', 'Expected `--out FILE`: where the export goes');
      const written = await writeExport(dataset, { format, path: out, seed: options.seed ?? 0 });
      output.print(
        [
          `Wrote ${written.records} records to ${written.path}`,
          ...written.notExpressed.map((note) => `  Not expressed: ${note}`),
          ...written.notes.map((note) => `  ${note}`),
        ].join('\n'),
      );
      return { result: { facts: dataset.facts, export: written } };
    }),
});
