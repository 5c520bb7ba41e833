import { type CalibrateResult, calibrate } from '../calibrate/index.ts';
import { loadConfig } from '../config/index.ts';
import { usageError } from '../base/errors.ts';
import type { CommandExit } from './command.ts';
import type { TasksInput } from './tasks-options.ts';
import { percent, table } from './format.ts';

const REASONS: Record<NonNullable<CalibrateResult['reason']>, string> = {
  'too-easy': 'Even the hardest level is too easy. Choose a weaker executor or another family.',
  'too-hard': 'Even the easiest level is too hard. Choose a stronger executor or another family.',
  jumps:
    'The score jumps past the wanted range from one level to the next. Widen the range with --low and --high, ' +
    'or set parameters by hand.',
  inconclusive: 'Too few items could be scored. `w4s show` says why.',
  cap: 'The limit is reached. The same command with a higher one goes on; nothing is paid twice.',
  interrupt: 'It was interrupted. The same command goes on; nothing is paid twice.',
};

/** `w4s tasks calibrate TASK`. */
export async function calibrateTask(
  { options, output, signal }: TasksInput,
  task: string | undefined,
): Promise<{ result: CalibrateResult; exitCode: CommandExit }> {
  if (task === undefined)
    throw usageError('missing-argument', 'Expected `w4s tasks calibrate` with a task', {
      hint: 'For example `w4s tasks calibrate reasoning-gym:chain_sum --executor MODEL`.',
    });
  const { data, budget, executor = (await loadConfig()).config.defaults?.executor, ...rest } = options;
  if (executor === undefined)
    throw usageError('missing-model', 'Expected `--executor MODEL`: the model to ask', {
      hint: 'For example `openai:gpt-6-luna`.',
    });
  const result = await calibrate({
    ...rest,
    task,
    executor,
    dataDir: data,
    budgetUsd: budget,
    signal,
    onTry: (name) => output.note(`Trying ${name}`),
    onWarning: () => {}, // the search itself says what the score means
    onRetry: (line) => output.note(`  ${line}`),
    onDownload: (line) => output.status(line),
  });
  output.print(
    table(
      ['task', 'score', 'items'],
      result.tried.map(({ task: name, score, n }) => [name, percent(score), String(n)]),
    ),
  );
  output.print(
    result.reason === null
      ? `\nFound, with a score of ${percent(result.score)}. Copy this name:\n'${result.task}'`
      : `\nNo level found. ${REASONS[result.reason]}`,
  );
  return { result, exitCode: exitOf(result.reason) };
}

function exitOf(reason: CalibrateResult['reason']): CommandExit {
  if (reason === 'cap') return 3;
  if (reason === 'interrupt') return 130;
  return reason === null ? 0 : 1;
}
