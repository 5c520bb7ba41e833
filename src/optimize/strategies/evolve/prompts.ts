import { clip } from '../../../base/clip.ts';
import { template } from '../../../base/template.ts';
import { type HistoryEntry, inputsText, shownCode, systemMessage, withoutCases } from '../../../environment/index.ts';
import type { Message } from '../../../model/contract.ts';
import type { SearchContext } from '../contract.ts';

const reflect = template('prompts/reflect.md', import.meta.url);
const merge = template('prompts/merge.md', import.meta.url);

type Surroundings = Pick<SearchContext<unknown>, 'task' | 'examples' | 'limits' | 'objective'>;

/** Reflective mutation: one workflow, with what it did on each item of a minibatch. */
export function reflection(context: Surroundings, parent: HistoryEntry, cases: readonly string[]): Message[] {
  return asked(
    context,
    reflect({ ...taskOf(context), ...programOf(parent), cases: cases.join('\n') || 'No item is shown.' }),
  );
}

/** A workflow of a pair, and items on which the other one does better. */
interface MergeSide {
  entry: HistoryEntry;
  /** Items on which it scores above the other one. */
  leads: number;
  cases: readonly string[];
}

export function mergeQuestion(context: Surroundings, a: MergeSide, b: MergeSide): Message[] {
  const [first, second] = [programOf(a.entry), programOf(b.entry)];
  return asked(
    context,
    merge({
      ...taskOf(context),
      leadsOfFirst: a.leads,
      firstCode: first.code,
      firstFeedback: first.feedback,
      firstCases: behind(a),
      leadsOfSecond: b.leads,
      secondCode: second.code,
      secondFeedback: second.feedback,
      secondCases: behind(b),
    }),
  );
}

function asked({ task, limits, objective }: Surroundings, content: string): Message[] {
  return [systemMessage(task, limits, objective), { role: 'user', content }];
}

function taskOf({ task, examples }: Surroundings): { description: string; inputs: string } {
  return { description: task.description, inputs: inputsText(examples) };
}

function programOf({ code, feedback }: HistoryEntry): { code: string; feedback: string } {
  return { code: shownCode(code), feedback: withoutCases(feedback) };
}

function behind({ cases }: MergeSide): string {
  return clip(cases.length === 0 ? '' : `Items on which the other one does better:\n${cases.join('\n')}`, 6_000);
}
