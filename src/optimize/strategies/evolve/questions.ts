import { turnLabel } from '../../../base/candidate-id.ts';
import { type HistoryEntry, type Question, PROMPT_FORMS, initialState } from '../../../environment/index.ts';
import type { Message } from '../../../model/contract.ts';
import type { SearchContext } from '../contract.ts';
import { remedy } from '../w4s.ts';
import type { Merge } from './merge.ts';
import type { Member } from './pool.ts';
import { mergeQuestion, reflection } from './prompts.ts';
import type { Selection } from './selector.ts';
import type { EvolveSettings } from './settings.ts';

/** A question with the programs that it shows. */
export interface Asked {
  question: Question;
  /** Their ids. */
  parents: readonly string[];
  isMerge: boolean;
}

/** Where a question stands: the slot only where a turn asks several. */
export interface Place {
  turn: number;
  slot: number | undefined;
}

type Context = SearchContext<EvolveSettings>;

/** Of a search without a workflow to start from. */
export function firstQuestion(context: Context, place: Place): Asked {
  return asked(context, place, { messages: stateOf(context) });
}

/** Without a minibatch the whole feedback is shown, and nothing gates the child. */
export async function mutatingQuestion(context: Context, { parent, items }: Selection, place: Place): Promise<Asked> {
  const isCompact = context.settings.prompt === 'compact';
  const messages =
    items.length === 0 || isCompact
      ? stateOf(context, parent.entry)
      : reflection(context, parent.entry, await casesOf(context, parent, items));
  return asked(context, place, { messages, parent, gate: gateOf(parent, items) });
}

/** A merged program has to come up to the better of the two (GEPA: not below the larger of their sums). */
export async function mergingQuestion(context: Context, { pair, items }: Merge<Member>, place: Place): Promise<Asked> {
  const [a, b] = pair;
  const sum = ({ scores }: Member): number => items.reduce((total, id) => total + (scores.get(id) ?? 0), 0);
  const messages = mergeQuestion(context, await sideOf(context, a, b, items), await sideOf(context, b, a, items));
  const gate = gateOf(sum(b) > sum(a) ? b : a, context.settings.minibatch === null ? [] : items);
  return {
    ...asked(context, place, {
      messages,
      parent: b.accuracy > a.accuracy ? b : a,
      gate: gate === undefined ? undefined : { ...gate, tiesPass: true },
    }),
    parents: [a.id, b.id],
    isMerge: true,
  };
}

async function sideOf(context: Context, own: Member, other: Member, items: readonly string[]) {
  const above = (one: Member, than: Member, id: string): boolean =>
    (one.scores.get(id) ?? 0) > (than.scores.get(id) ?? 0);
  return {
    entry: own.entry,
    leads: [...own.scores.keys()].filter((id) => above(own, other, id)).length,
    cases: await casesOf(
      context,
      own,
      items.filter((id) => above(other, own, id)),
    ),
  };
}

async function casesOf({ itemCases }: Context, { id }: Member, items: readonly string[]): Promise<string[]> {
  const cases = await itemCases(id, items);
  return items.flatMap((item) => cases.get(item) ?? []);
}

function gateOf({ id }: Member, items: readonly string[]): Question['gate'] {
  return items.length === 0 ? undefined : { rival: id, items };
}

/** The prompt of a state whose only workflow is this one. */
function stateOf(
  { task, examples, limits, objective, settings: { prompt } }: Context,
  entry?: HistoryEntry,
): Message[] {
  const state = initialState(task, examples, entry === undefined ? [] : [entry], objective);
  return PROMPT_FORMS[prompt].state(state, 'last', limits);
}

function asked(
  { settings: { prompt } }: Context,
  { turn, slot }: Place,
  { messages, parent, gate }: { messages: readonly Message[]; parent?: Member; gate?: Question['gate'] },
): Asked {
  const id = slot === undefined ? turnLabel(turn) : `${turnLabel(turn)}c${slot}`;
  return {
    question: {
      state: { id, parentId: parent?.stateId ?? null },
      messages,
      count: 1,
      parentId: parent?.id ?? null,
      previousId: parent?.id ?? null,
      gate,
      remedy: remedy(PROMPT_FORMS[prompt], 'last'),
    },
    parents: parent === undefined ? [] : [parent.id],
    isMerge: false,
  };
}
