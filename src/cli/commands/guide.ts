import { usageError } from '../../base/errors.ts';
import { inShell } from '../../base/in-shell.ts';
import { loadConfig } from '../../config/index.ts';
import { guideSettings, writeGuide } from '../../guide/index.ts';
import { defineCommand } from '../command.ts';
import { callOptions, sandboxOption, storeOption } from '../common.ts';
import { count, dollars, percent } from '../format.ts';
import { text } from '../option.ts';
import { setting } from '../setting.ts';
import { cacheOf } from './optimize.ts';

/** Share of copied lines from which a guide is hardly one. */
const MUCH_COPIED = 0.5;

export const guideCommand = defineCommand({
  details:
    'The writer reads the best, the worst and the most improved workflows of the runs with their validation scores, ' +
    'and no item, no right answer and nothing of a test split. The guide can be edited: it is plain text.',
  arguments: [{ name: 'RUN', description: 'searches to learn from', many: true }],
  options: {
    meta: text('MODEL', { description: 'the meta-agent, which writes the guide', env: 'W4S_META' }),
    writer: text('MODEL', { description: 'another model to write it', otherwise: 'the one of --meta' }),
    words: setting(guideSettings.shape.words, { value: 'N', description: 'most words of the guide' }),
    out: text('FILE', { description: 'file to write', otherwise: 'guide.md' }),
    budget: callOptions.budget,
    fresh: callOptions.fresh,
    ...sandboxOption,
    ...storeOption,
  },
  examples: ['w4s guide gsm-hard-7k2mx mgsm-x81fa --meta vllm:qwen2.5-coder-7b --out guide.md'],
  run: async ({ args, options, output, signal }) => {
    const { meta, writer = meta, budget, fresh, words, out, store, sandbox } = options;
    const { defaults = {} } = (await loadConfig()).config;
    const model = writer ?? defaults.meta;
    if (model === undefined)
      throw usageError('missing-model', 'Expected `--meta MODEL`: the model that writes the guide', {
        hint: 'For example `openai:gpt-6-luna`.',
      });
    const result = await writeGuide({
      runs: args,
      writer: model,
      words,
      out,
      store,
      sandbox,
      budgetUsd: budget,
      cache: cacheOf(fresh),
      signal,
      onWarning: (warning) => output.note(warning),
    });
    const cut = result.isCut ? '; the writer wrote more, which was left out' : '';
    const paid = `${count(result.paid.calls, 'paid call')}, ${dollars(result.paid.costUsd)}`;
    const learnt = `${count(result.words, 'word')} from ${count(result.learntFrom.length, 'run')}`;
    output.print(`${result.path}: ${learnt}${cut}`);
    if (result.copied >= MUCH_COPIED)
      output.note(
        `${percent(result.copied)} of its lines are copied from the runs that the writer was shown, so it is hardly ` +
          'a guide. Name a stronger model with --writer, or edit the file.',
      );
    if (result.simulated) output.print('A model was SIMULATED: this guide tests the program and teaches nothing.');
    output.print(`Run ${result.run}: ${paid}`);
    output.note(`Use it: \`w4s optimize TASK --strategy guide --guide ${inShell(result.path)}\``);
    return { result };
  },
});
