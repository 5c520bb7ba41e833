import { inShell } from '../base/in-shell.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { isGymTask } from '../task/index.ts';

/** From here on there is hardly anything left to win. */
const SATURATED = 0.95;
/** Below this the executor hardly ever answers in the form that is scored, or the task is out of its reach. */
const HOPELESS = 0.05;
/** Fewer items say little about the task. */
const FEWEST = 12;

/** What a score says of the task that it was got on: too easy to tell workflows apart, or too hard. */
export function levelOf({
  accuracy,
  n,
}: Pick<EvaluationSummary, 'accuracy' | 'n'>): 'saturated' | 'hopeless' | undefined {
  if (accuracy === null) return undefined;
  if (accuracy < HOPELESS) return 'hopeless';
  return accuracy >= SATURATED && n >= FEWEST ? 'saturated' : undefined;
}

/** What to do about it. One sentence. */
export function levelAdvice(level: 'saturated' | 'hopeless', task: string): string {
  const [kind, other] = level === 'saturated' ? ['harder', 'weaker'] : ['easier', 'stronger'];
  if (!isGymTask(task)) return `Choose ${kind === 'easier' ? 'an easier' : 'a harder'} task, or a ${other} executor.`;
  const search = `\`w4s tasks calibrate ${inShell(task)} --executor MODEL\` looks for them`;
  return `Choose ${kind} parameters (${search}), or a ${other} executor.`;
}
