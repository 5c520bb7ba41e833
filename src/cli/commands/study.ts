import { readFile } from 'node:fs/promises';
import {
  PRESETS,
  type Preset,
  makePlan,
  planText,
  presetFile,
  readStudy,
  runStudy,
  studyText,
} from '../../lab/study/index.ts';
import { usageError } from '../../base/errors.ts';
import { defineCommand } from '../command.ts';
import { callOptions, dataOption, outsideOption, sandboxOption, storeOption, workersOption } from '../common.ts';
import { choice, notWith, toggle } from '../option.ts';
import { followRun } from '../progress.ts';
import { exitOf } from './optimize.ts';

export const studyCommand = defineCommand({
  details:
    'FILE is a study in YAML or JSON: tasks, executors, meta-agents, strategies, workflows, seeds and a budget for ' +
    'each search; docs/studies.md has all fields. Every meta-agent with every strategy is an arm, and so is each ' +
    'workflow and baseline. All arms of a task, an executor and a seed get the same items. Every cell is checked ' +
    'before the first call is paid. The same command continues a study, and arms, tasks or seeds that you add use ' +
    'what is there.',
  arguments: [{ name: 'FILE', description: 'a study file', required: false }],
  options: {
    preset: choice(PRESETS, { description: 'a study that comes with w4s, in the place of FILE' }),
    print: toggle({ description: 'print the study file, to be edited, and run nothing' }),
    check: notWith(['--print'], toggle({ description: 'check every cell, and run nothing' })),
    budget: {
      ...callOptions.budget,
      description: 'hard limit on spending for the whole study, in dollars, earlier sessions included',
    },
    concurrency: callOptions.concurrency,
    ...workersOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
  },
  examples: [
    'w4s study --preset pocket',
    'w4s study --preset paper --print > study.yaml',
    'w4s study study.yaml --check',
    'w4s study study.yaml --budget 20',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { preset, print, check, budget, data, ...rest } = options;
    const file = fileOf(args[0], preset);
    if (print) {
      const text = await readFile(file, 'utf8');
      output.data(text);
      return { result: { file, text } };
    }
    const study = await readStudy(file);
    const settings = { ...rest, signal, dataDir: data, budgetUsd: budget };
    if (check) {
      const plan = await makePlan(study, { ...settings, onDownload: (text) => output.status(text) });
      output.print(planText(plan));
      return { result: { name: plan.name, arms: plan.arms.map(({ name }) => name), notes: plan.notes } };
    }
    const result = await runStudy(study, {
      ...settings,
      ...followRun(output),
      onStarted: onInterrupt,
      onRetry: (line) => output.note(`  ${line}`),
      onCell: (cell) => {
        output.event('study-cell-started', { ...cell });
        output.note(`\n${cell.arm} on ${cell.task} with ${cell.executor}, seed ${cell.seed}: ${cell.part}`);
      },
    });
    output.print(studyText(result));
    return { result, exitCode: exitOf(result.status) };
  },
});

function fileOf(file: string | undefined, preset: Preset | undefined): string {
  if (file !== undefined && preset !== undefined)
    throw usageError('invalid-option', 'Expected either a study file or `--preset`, got both');
  if (file !== undefined) return file;
  if (preset !== undefined) return presetFile(preset);
  throw usageError('missing-argument', 'Expected a study file', {
    hint: '`w4s study --preset pocket --print > study.yaml` writes one.',
  });
}
