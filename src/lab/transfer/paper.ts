import { usageError } from '../../base/errors.ts';
import { didYouMean } from '../../base/nearest.ts';

/** A transfer by name: where workflows were found, and where they are tested. */
export interface NamedTransfer {
  from: readonly string[];
  to: readonly string[];
}

/**
 * The transfers across tasks that the paper reports (Nie et al., arXiv 2504.04785): from GSM-Hard to MGSM, from MBPP to
 * HumanEval, and from the two benchmarks that its meta-agent was trained on to two that it was not.
 */
export const PAPER_TRANSFERS = {
  math: { from: ['gsm-hard'], to: ['mgsm'] },
  code: { from: ['mbpp'], to: ['humaneval'] },
  'unseen-math': { from: ['gsm-plus', 'mgsm'], to: ['gsm8k', 'gsm-hard'] },
} as const satisfies Record<string, NamedTransfer>;

const PREFIX = 'paper:';

/** Names as `--tasks` takes them. */
export const PAPER_NAMES = Object.keys(PAPER_TRANSFERS).map((name) => `${PREFIX}${name}`);

/**
 * The tasks of a reference: of `paper:NAME` the homes of the winners there, and the tasks that they are moved to; of
 * any other the task itself.
 * @param homes Tasks that the winners were found on.
 * @throws usage errors for a name that is none, and for winners from elsewhere
 */
export function tasksNamed<T>(reference: string | T, homes: readonly string[]): (string | T)[] {
  if (typeof reference !== 'string' || !reference.startsWith(PREFIX)) return [reference];
  const name = reference.slice(PREFIX.length);
  if (!isNamed(name))
    throw usageError(
      'unknown-transfer',
      `Expected one of ${PAPER_NAMES.join(', ')}, got \`${reference}\`${didYouMean(reference, PAPER_NAMES)}`,
    );
  const { from, to }: NamedTransfer = PAPER_TRANSFERS[name];
  const here = from.filter((task) => homes.includes(task));
  if (here.length > 0) return [...here, ...to];
  throw usageError(
    'winner-from-elsewhere',
    `Expected \`${reference}\` to get a winner of a search on ${from.join(' or ')}, got ${homes.join(', ') || 'none'}`,
    { hint: `Search there first: \`w4s optimize ${from[0]} ...\`, or name the tasks: \`--tasks ${to.join(',')}\`.` },
  );
}

function isNamed(name: string): name is keyof typeof PAPER_TRANSFERS {
  return Object.hasOwn(PAPER_TRANSFERS, name);
}
