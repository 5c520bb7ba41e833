import { usageError } from '../../errors.ts';
import { EXPORT_FORMATS, buildDataset, writeExport } from '../../rlao/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { datasetOptions, datasetText, readDatasetOptions } from '../dataset-options.ts';
import { choice, integer, text } from '../option.ts';

export const datasetCommand = defineCommand({
  name: 'dataset',
  summary: 'make training rows from trajectories: look at them, or export them',
  details: 'show tells what the rows are made of; export writes them: w4s (our JSON lines, for w4s train), ms-swift, fireworks, dpo, kto, or chat.',
  arguments: [{ name: 'ACTION', description: 'show (default) or export', required: false }],
  options: {
    ...datasetOptions,
    seed: integer('N', { description: 'seed of the resampling', default: '0' }),
    format: choice(EXPORT_FORMATS, { description: 'kind of export', default: 'w4s' }),
    out: text('FILE', { description: 'where the export goes' }),
    ...storeOption,
  },
  examples: ['w4s dataset show', 'w4s dataset export --format ms-swift --method group-softmax --out rows.jsonl'],
  run: ({ args, options, output }) => withStore(options.store, async (store) => {
    const action = args[0] ?? 'show';
    const { format = 'w4s', out, store: _store, ...rest } = options;
    if (action !== 'show' && action !== 'export') throw usageError('unknown-action', `\`w4s dataset\` knows show and export, got \`${action}\``);
    const dataset = await buildDataset(store, readDatasetOptions(rest));
    output.print(datasetText(dataset.facts));
    if (action === 'show') return { result: dataset.facts };
    if (out === undefined) throw usageError('missing-value', 'Expected `--out FILE`: where the export goes');
    const written = await writeExport(dataset, { format, path: out, seed: options.seed ?? 0 });
    output.print([`Wrote ${written.records} records to ${written.path}`, ...written.notExpressed.map((note) => `  Not expressed: ${note}`), ...written.notes.map((note) => `  ${note}`)].join('\n'));
    return { result: { facts: dataset.facts, export: written } };
  }),
});
