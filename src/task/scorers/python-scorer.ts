import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { headOf } from '../../base/clip.ts';
import type { Sandbox, SandboxFailure, SandboxLimits } from '../../sandbox/contract.ts';
import type { Score, Scorer, TaskItem } from '../contract.ts';
import { shown } from '../own/problem.ts';
import { fingerprint } from '../fingerprint.ts';
import { scoreValue } from './score-value.ts';

export interface PythonScorerOptions {
  /** Python source that defines `score(prediction, target)`, or with a third parameter the item's input. */
  code: string;
  /** For messages. @default 'scorer.py' */
  file?: string;
  /** Milliseconds for one item. @default 10_000 */
  timeoutMs?: number;
}

/**
 * A scorer of the user's own in Python, run in the sandbox: a number in [0, 1] or a truth value, alone or with a
 * text as `{"score": 0.5, "feedback": "..."}`.
 * @throws {W4sError} `scorer-failed` when it raises or returns something else: missing data, never a score
 */
export function pythonScorer({ code, file = 'scorer.py', timeoutMs = 10_000 }: PythonScorerOptions): Scorer {
  return {
    name: 'python',
    fingerprint: fingerprint(['python', code, timeoutMs]),
    score(prediction, item, { sandbox, signal }) {
      return scoreInPython({
        sandbox,
        code,
        args: [prediction, item.target, item.input],
        file: `\`score\` in ${file}`,
        item,
        limits: { wallMs: timeoutMs, cpuMs: timeoutMs },
        signal,
      });
    },
  };
}

export interface ScoreInPython {
  sandbox: Sandbox;
  /** Defines or imports `score`. */
  code: string;
  args: readonly Json[];
  /** What is called, for messages. */
  file: string;
  item: TaskItem;
  limits: Partial<SandboxLimits>;
  signal?: AbortSignal | undefined;
}

/** Calls `score` of Python code. @throws {W4sError} `scorer-failed`, `scorer-unavailable`; `AbortError` */
export async function scoreInPython({
  sandbox,
  code,
  args,
  file,
  item,
  limits,
  signal,
}: ScoreInPython): Promise<Score> {
  const result = await sandbox.run({ code, foreign: '', entry: 'score', args, limits, signal });
  signal?.throwIfAborted();
  if (!result.ok) throw failed(file, item.id, result.failure);
  const score = readScore(result.value);
  if (score !== undefined) return score;
  throw new W4sError(
    'scorer-failed',
    `Expected ${file} to return a number from 0 to 1, got ${shown(result.value)} for item \`${item.id}\``,
    {
      hint: 'Return a float such as 0.0 or 1.0, or {"score": 0.5, "feedback": "what was wrong"}.',
    },
  );
}

/** Characters of a scorer's feedback that are kept. */
const LONGEST_FEEDBACK = 2_000;

/** A number, a truth value, or either of them as `score` with `feedback`. */
function readScore(returned: Json): Score | undefined {
  if (returned === null || typeof returned !== 'object') return scored(returned);
  if (Array.isArray(returned)) return undefined;
  const { score = null, feedback = null, ...others } = returned;
  if (Object.keys(others).length > 0 || (feedback !== null && typeof feedback !== 'string')) return undefined;
  return scored(score, headOf(feedback?.trim() ?? '', LONGEST_FEEDBACK));
}

function scored(returned: Json, feedback = ''): Score | undefined {
  const value = scoreValue(returned);
  if (value === undefined) return undefined;
  return feedback === '' ? { value } : { value, note: feedback };
}

function failed(file: string, itemId: string, { kind, message, traceback }: SandboxFailure): W4sError {
  if (kind === 'unavailable')
    return new W4sError('scorer-unavailable', `The sandbox could not run ${file}: ${message}`, {
      hint: '`w4s doctor` checks the sandbox.',
    });
  return new W4sError(
    'scorer-failed',
    `Expected ${file} to return a number, but it ended with ${kind} for item \`${itemId}\`: ${message}`,
    {
      hint:
        'It gets `(prediction, target)` and may use the standard library; ' +
        'files, network and other packages are not available.',
      facts: { traceback: traceback ?? null },
    },
  );
}
