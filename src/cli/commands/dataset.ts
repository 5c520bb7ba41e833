import { usageError } from '../../base/errors.ts';
import { buildDataset, datasetSettings, exportFormat, writeExport } from '../../rlao/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { datasetOptions, datasetText, readDatasetOptions } from '../dataset-options.ts';
import { onlyWith, text } from '../option.ts';
import { setting } from '../setting.ts';

export const datasetCommand = defineCommand({
  details:
    'show describes the rows. build writes them as JSON lines of w4s, which `w4s train` also does by itself. ' +
    'export writes them for other trainers: ms-swift, fireworks, dpo, kto, or chat.',
  arguments: [{ name: 'ACTION', description: 'what to do', choices: ['show', 'build', 'export'], required: false }],
  options: {
    ...datasetOptions,
    seed: setting(datasetSettings.shape.seed, { value: 'N', description: 'seed of the resampling' }),
    format: onlyWith(['export'], setting(exportFormat, { description: 'format of the file' })),
    out: onlyWith(
      ['build', 'export'],
      text('FILE', { description: 'file to write', otherwise: 'rows.jsonl for build' }),
    ),
    ...storeOption,
  },
  examples: [
    'w4s dataset show',
    'w4s dataset build --task gsm-plus --out rows.jsonl',
    'w4s dataset export --format ms-swift --method group-softmax --out rows.jsonl',
  ],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const [action] = args;
      const { format = exportFormat.parse(undefined), seed } = options;
      const out = options.out ?? (action === 'build' ? 'rows.jsonl' : undefined);
      const dataset = await buildDataset(store, { ...readDatasetOptions(options), seed });
      output.print(datasetText(dataset.facts));
      if (action === 'show') return { result: dataset.facts };
      if (out === undefined) throw usageError('missing-value', 'Expected `--out FILE`: the file to write');
      const written = await writeExport(dataset, { format, path: out, seed });
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
