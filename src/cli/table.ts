import type { CommandSpec } from './command.ts';
import { ablationCommand } from './commands/ablation.ts';
import { baselinesCommand } from './commands/baselines.ts';
import { cacheCommand } from './commands/cache.ts';
import { cancelCommand } from './commands/cancel.ts';
import { collectCommand } from './commands/collect.ts';
import { compareCommand } from './commands/compare.ts';
import { completionCommand } from './commands/completion.ts';
import { datasetCommand } from './commands/dataset.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { hintCommand } from './commands/hint.ts';
import { grpoCommand } from './commands/grpo.ts';
import { guideCommand } from './commands/guide.ts';
import { importCommand } from './commands/import.ts';
import { initCommand } from './commands/init.ts';
import { mergeCommand } from './commands/merge.ts';
import { modelCommand } from './commands/model.ts';
import { optimizeCommand } from './commands/optimize.ts';
import { pocketCommand } from './commands/pocket.ts';
import { reportCommand } from './commands/report.ts';
import { resumeCommand } from './commands/resume.ts';
import { reviewCommand } from './commands/review.ts';
import { rmCommand } from './commands/rm.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { showCommand } from './commands/show.ts';
import { studyCommand } from './commands/study.ts';
import { serveCommand } from './commands/serve.ts';
import { simCommand } from './commands/sim.ts';
import { storeCommand } from './commands/store.ts';
import { submitCommand } from './commands/submit.ts';
import { publishCommand } from './commands/publish.ts';
import { tasksCommand } from './commands/tasks.ts';
import { trainCommand } from './commands/train.ts';
import { transferCommand } from './commands/transfer.ts';
import { uiCommand } from './commands/ui.ts';
import { versionsCommand } from './commands/versions.ts';
import { workerCommand } from './commands/worker.ts';

const named: readonly CommandSpec[] = [
  ...inGroup(
    'Use',
    demoCommand,
    initCommand,
    importCommand,
    tasksCommand,
    optimizeCommand,
    guideCommand,
    resumeCommand,
    cancelCommand,
    hintCommand,
    submitCommand,
    evalCommand,
    mergeCommand,
    serveCommand,
    compareCommand,
    baselinesCommand,
    publishCommand,
    versionsCommand,
    runCommand,
    workerCommand,
    doctorCommand,
  ),
  ...inGroup(
    'Inspect',
    uiCommand,
    runsCommand,
    showCommand,
    reportCommand,
    reviewCommand,
    exportCommand,
    rmCommand,
    cacheCommand,
    storeCommand,
  ),
  ...inGroup(
    'Research',
    collectCommand,
    datasetCommand,
    trainCommand,
    grpoCommand,
    modelCommand,
    studyCommand,
    ablationCommand,
    transferCommand,
    pocketCommand,
    simCommand,
  ),
];

/** Every command: the command line, its help, its completion and docs/cli.md come from this table. */
export const commandTable: readonly CommandSpec[] = [...named, ...inGroup('Use', completionCommand(named))];

function inGroup(group: string, ...commands: readonly CommandSpec[]): CommandSpec[] {
  return commands.map((command) => ({ ...command, group }));
}
