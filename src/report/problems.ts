import { headOf } from '../base/clip.ts';
import type { ItemFailureKind } from '../workflow/index.ts';
import { type Store, evaluationById, itemResults } from '../store/index.ts';

/** What went wrong on several items in the same way. */
export interface Problem {
  kind: ItemFailureKind;
  /** The first one's, one line. */
  message: string;
  /** Item runs that ended so. */
  count: number;
  /** Ids of the first few of them, without what all ids of the split begin with. */
  items: string[];
}

const MOST_ITEMS = 5;

/**
 * The failures of an evaluation by what they are: their kind, and the exception's class where there was one; the most
 * frequent first.
 */
export async function problemsOf(store: Store, evaluationId: string): Promise<Problem[]> {
  const prefix = await prefixOf(store, evaluationId);
  const problems = new Map<string, Problem>();
  for await (const { itemId, failure } of itemResults(store, evaluationId)) {
    if (failure === undefined) continue;
    const message = oneLine(failure.message);
    const key = `${failure.kind}|${failure.errorType ?? message}`;
    const problem = problems.get(key) ?? { kind: failure.kind, message, count: 0, items: [] };
    problems.set(key, problem);
    problem.count += 1;
    const item = itemId.startsWith(prefix) ? itemId.slice(prefix.length) : itemId;
    if (problem.items.length < MOST_ITEMS && !problem.items.includes(item)) problem.items.push(item);
  }
  return [...problems.values()].toSorted((a, b) => b.count - a.count);
}

/** Items without an id of their own are called `TASK/SPLIT/NUMBER`. */
async function prefixOf(store: Store, evaluationId: string): Promise<string> {
  const evaluation = await evaluationById(store, evaluationId);
  return evaluation === undefined ? '' : `${evaluation.task}/${evaluation.split}/`;
}

function oneLine(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length <= 200 ? line : `${headOf(line, 199)}…`;
}
