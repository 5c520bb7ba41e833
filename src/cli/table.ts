import { type CommandEntry, type CommandSpec, loadCommand } from './command.ts';

/**
 * Every command: the command line, its help, its completion and docs/cli.md come from this table. A command's file is
 * loaded when the command is: the help of all needs none of what they work with.
 */
export const commandTable: readonly CommandEntry[] = [
  ...inGroup('Use', [
    {
      name: 'demo',
      summary: 'run the whole method on models that come with w4s: no key, no server, no data file',
      load: async () => (await import('./commands/demo.ts')).demoCommand,
    },
    {
      name: 'init',
      summary: 'create a small working task that you can make your own',
      load: async () => (await import('./commands/init.ts')).initCommand,
    },
    {
      name: 'import',
      summary: 'create a task from an evaluation of promptfoo, OpenAI Evals or Inspect',
      load: async () => (await import('./commands/import.ts')).importCommand,
    },
    {
      name: 'tasks',
      summary:
        'list the tasks that have a name (benchmarks, generated tasks, Reasoning Gym), or calibrate their difficulty',
      load: async () => (await import('./commands/tasks.ts')).tasksCommand,
    },
    {
      name: 'optimize',
      summary: 'let a meta-agent write better and better workflows for a task',
      load: async () => (await import('./commands/optimize.ts')).optimizeCommand,
    },
    {
      name: 'guide',
      summary: 'have a design guide written from earlier runs, for `optimize --strategy guide`',
      load: async () => (await import('./commands/guide.ts')).guideCommand,
    },
    {
      name: 'resume',
      summary: 'continue a run that was interrupted, killed, or stopped by a limit',
      load: async () => (await import('./commands/resume.ts')).resumeCommand,
    },
    {
      name: 'cancel',
      summary: 'ask a running run to stop; it finishes the calls under way and keeps all work',
      load: async () => (await import('./commands/cancel.ts')).cancelCommand,
    },
    {
      name: 'hint',
      summary: 'advise the meta-agent of a search; the next turn reads it',
      load: async () => (await import('./commands/hint.ts')).hintCommand,
    },
    {
      name: 'submit',
      summary: 'give a search a workflow of your own; the next turn evaluates it as a candidate',
      load: async () => (await import('./commands/submit.ts')).submitCommand,
    },
    {
      name: 'eval',
      summary: 'score a workflow on a task',
      load: async () => (await import('./commands/eval.ts')).evalCommand,
    },
    {
      name: 'merge',
      summary: 'join the shards of an evaluation',
      load: async () => (await import('./commands/merge.ts')).mergeCommand,
    },
    {
      name: 'serve',
      summary: 'serve workflows as models of an OpenAI-compatible API',
      load: async () => (await import('./commands/serve.ts')).serveCommand,
    },
    {
      name: 'compare',
      summary: 'compare two evaluations item by item',
      load: async () => (await import('./commands/compare.ts')).compareCommand,
    },
    {
      name: 'baselines',
      summary: 'score hand-made workflows of the literature on a task, side by side',
      load: async () => (await import('./commands/baselines.ts')).baselinesCommand,
    },
    {
      name: 'publish',
      summary: 'give a workflow a name and a version',
      load: async () => (await import('./commands/publish.ts')).publishCommand,
    },
    {
      name: 'versions',
      summary: 'list published workflows',
      load: async () => (await import('./commands/versions.ts')).versionsCommand,
    },
    {
      name: 'run',
      summary: 'use a workflow on inputs of your own',
      load: async () => (await import('./commands/run.ts')).runCommand,
    },
    {
      name: 'worker',
      summary: 'run items of runs that were started with --workers, on this or any other machine',
      load: async () => (await import('./commands/worker.ts')).workerCommand,
    },
    {
      name: 'doctor',
      summary: 'check this machine: Node, Python, the sandbox, the store, the disk, keys and models',
      load: async () => (await import('./commands/doctor.ts')).doctorCommand,
    },
  ]),
  ...inGroup('Inspect', [
    {
      name: 'ui',
      summary: 'show the runs, candidates and items of a store in the browser, live',
      load: async () => (await import('./commands/ui.ts')).uiCommand,
    },
    {
      name: 'runs',
      summary: 'list the runs of a store',
      load: async () => (await import('./commands/runs.ts')).runsCommand,
    },
    {
      name: 'show',
      summary: 'show a run, even while it is running, or the code of a workflow',
      load: async () => (await import('./commands/show.ts')).showCommand,
    },
    {
      name: 'report',
      summary: 'write the report of a run: one self-contained HTML file, Markdown, or CSV',
      load: async () => (await import('./commands/report.ts')).reportCommand,
    },
    {
      name: 'review',
      summary: 'read the workflows that wait for a person, and approve or reject them',
      load: async () => (await import('./commands/review.ts')).reviewCommand,
    },
    {
      name: 'export',
      summary: 'write a workflow to a .py file that says where it comes from, or the items of a run',
      load: async () => (await import('./commands/export.ts')).exportCommand,
    },
    {
      name: 'rm',
      summary: 'delete runs, with everything on record about them, their reports and their exported winners',
      load: async () => (await import('./commands/rm.ts')).rmCommand,
    },
    {
      name: 'cache',
      summary: 'inspect the cache of model answers, or clear it',
      load: async () => (await import('./commands/cache.ts')).cacheCommand,
    },
    {
      name: 'store',
      summary: 'copy a store into another one, also between a file and a database',
      load: async () => (await import('./commands/store.ts')).storeCommand,
    },
  ]),
  ...inGroup('Research', [
    {
      name: 'collect',
      summary: 'gather trajectories to train a meta-agent on',
      load: async () => (await import('./commands/collect.ts')).collectCommand,
    },
    {
      name: 'dataset',
      summary: 'turn trajectories into training rows, to inspect or export',
      load: async () => (await import('./commands/dataset.ts')).datasetCommand,
    },
    {
      name: 'train',
      summary: 'train a meta-agent on the trajectories of a store, by reward-weighted regression',
      load: async () => (await import('./commands/train.ts')).trainCommand,
    },
    {
      name: 'grpo',
      summary: 'train a weak model to solve a task itself, by GRPO: the rival of training it as a meta-agent',
      load: async () => (await import('./commands/grpo.ts')).grpoCommand,
    },
    {
      name: 'model',
      summary: 'list, serve or convert the meta-agents trained here',
      load: async () => (await import('./commands/model.ts')).modelCommand,
    },
    {
      name: 'study',
      summary: 'compare strategies, meta-agents and workflows on several tasks and executors',
      load: async () => (await import('./commands/study.ts')).studyCommand,
    },
    {
      name: 'ablation',
      summary: 'compare meta-agents with each other and with simpler baselines',
      load: async () => (await import('./commands/ablation.ts')).ablationCommand,
    },
    {
      name: 'transfer',
      summary: 'score winners on other tasks and with other executors',
      load: async () => (await import('./commands/transfer.ts')).transferCommand,
    },
    {
      name: 'pocket',
      summary: 'list the small models that come with w4s, or serve them over HTTP',
      load: async () => (await import('./commands/pocket.ts')).pocketCommand,
    },
    {
      name: 'sim',
      summary: 'serve simulated models over HTTP: a test instrument, never a result',
      load: async () => (await import('./commands/sim.ts')).simCommand,
    },
  ]),
  ...inGroup('Use', [
    {
      name: 'completion',
      summary: 'print a script that completes commands and flags in bash, zsh or fish',
      load: async () => (await import('./commands/completion.ts')).completionCommand(allCommands),
    },
  ]),
];

/** All of every command. */
export function allCommands(): Promise<CommandSpec[]> {
  return Promise.all(commandTable.map(loadCommand));
}

function inGroup(group: string, commands: readonly Omit<CommandEntry, 'group'>[]): CommandEntry[] {
  return commands.map((command) => ({ ...command, group }));
}
