import { usageError } from '../../base/errors.ts';
import { type ApplyOptions, type OpenWorkflow, openWorkflow } from '../../apply/index.ts';
import { defineCommand } from '../command.ts';
import {
  callOptions,
  dataOption,
  outsideOption,
  repeatOptions,
  sandboxOption,
  storeOption,
  tokensOption,
} from '../common.ts';
import { choice, onlyWith, text } from '../option.ts';
import { readAll } from '../read-all.ts';
import { runOnRows } from '../run-rows.ts';
import { runOnText } from '../run-text.ts';
import { cacheOf, limitsOf } from './optimize.ts';

const { judge: _judge, ...capOptions } = callOptions;

export const runCommand = defineCommand({
  details:
    'WORKFLOW is a published one (emails, or emails@3), a run (its winner), a candidate as RUN/t03c1, or a .py ' +
    'file. With --input, it prints the answer and nothing else on standard output. With --in, it reads a CSV, TSV, ' +
    'JSON or JSON Lines file and writes the same rows, in the same order, with the columns answer, cost_usd, calls ' +
    'and failure. It writes the file once all rows are done; the same command continues a run that was stopped. ' +
    'If there is a column `id`, it names the rows.',
  arguments: [{ name: 'WORKFLOW', description: 'NAME, NAME@N, a run, RUN/t03c1, or a .py file' }],
  options: {
    executor: text('MODEL', {
      description: 'the model that the workflow calls',
      otherwise: 'the one that it was measured with',
    }),
    input: text('TEXT', { description: 'one text; - reads it from standard input' }),
    in: text('FILE', { description: 'a table of inputs; - reads it from standard input' }),
    out: onlyWith(
      ['--in'],
      text('FILE', {
        description: 'file to write the rows to; the end of its name says the format',
        otherwise: 'standard output',
      }),
    ),
    field: onlyWith(
      ['--in'],
      text('NAME', {
        description: 'the column that the workflow gets',
        otherwise: 'input, task, question, text or prompt; or the only one',
      }),
    ),
    task: text('TASK', { description: 'the task to run a .py file for', otherwise: 'none' }),
    kind: choice(['answer', 'code'], {
      description: 'what the workflow returns; with code it also gets the column entry_point',
      otherwise: 'that of its task, else what the form of its function says',
    }),
    seed: repeatOptions.seed,
    ...capOptions,
    ...tokensOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
    name: text('TEXT', { description: 'a name to find the run by' }),
  },
  examples: [
    'w4s run emails --input "Hello, my order 1234 never came."',
    'w4s run gsm-hard-7k2mx --in questions.csv --out answers.csv --budget 1.00',
    'w4s run my_workflow.py --executor openai:gpt-6-luna --in tickets.jsonl --field body --out done.jsonl',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { input, in: file, out, field, data, fresh, executor, task, kind, seed, maxTokens, name, store } = options;
    if ((input === undefined) === (file === undefined))
      throw usageError('missing-input', 'Expected either `--input TEXT` or `--in FILE`', {
        hint: 'Give one text, or a table of them; - reads either from standard input.',
      });
    const wanted: ApplyOptions = {
      workflow: args[0],
      executor,
      task,
      kind,
      seed,
      maxTokens,
      name,
      store,
      ...limitsOf(options),
      cache: cacheOf(fresh),
      dataDir: data,
      allowOutside: options.allowOutside,
      sandbox: options.sandbox,
      signal,
      onWarning: (message) => output.note(`Warning: ${message}`),
      onRetry: (message) => output.note(`  ${message}`),
      onDownload: (message) => output.status(message),
    };
    const open = async (more: Partial<ApplyOptions>) => {
      const work = await openWorkflow({ ...wanted, ...more });
      output.event('run-started', { run: work.runId, workflow: work.subject.label, executor: work.executor });
      onInterrupt(() => work.stop());
      if (executor === undefined) output.note(`Executor: ${work.executor}, ${becauseOf(work)}.`);
      return work;
    };
    if (input === undefined) return runOnRows({ file: file ?? '-', out, field, output, open });
    return runOnText({ text: input === '-' ? (await readAll()).toString('utf8') : input, output, open });
  },
});

/** Why it is this one, where the user named none. */
function becauseOf({ subject }: OpenWorkflow): string {
  return subject.executor === null ? 'as the config says' : 'which the workflow was measured with';
}
