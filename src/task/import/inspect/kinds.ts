import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { type Imported, type ImportedItem, checked, ownEntry } from '../contract.ts';
import { plain } from '../template.ts';

/** A scorer as a log names it, with what it was called with. */
export interface LoggedScorer {
  name: string;
  params: Row;
}

/** How the items are scored here. */
export interface Kind {
  scorer: Imported['scorer'];
  words: string;
  /** From the right answers of an item, a list. */
  target: (targets: Json) => Json;
}

export const CHOICE: Kind = {
  scorer: { name: 'choice', letters: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' },
  words: 'names the letter of the right choice',
  target: (targets) => (targets as string[])[0] ?? '',
};
const NUMERIC: Kind = {
  scorer: 'numeric',
  words: 'states the right number',
  target: (targets) => (targets as string[])[0] ?? '',
};
const JUDGE: Kind = {
  scorer: { judge: true },
  words: 'says the same as the right answer',
  target: (targets) => targets,
};

function exact(ignoreCase: boolean): Kind {
  return {
    scorer: { name: 'exact', alternatives: true, ignore_case: ignoreCase },
    words: `is the right answer${apart(ignoreCase)}`,
    target: (targets) => targets,
  };
}

function containing(type: string, does: string, ignoreCase: boolean): Kind {
  return {
    scorer: 'checks',
    words: `${does} a right answer${apart(ignoreCase)}`,
    target: (targets) => checked([{ type, value: targets, ignore_case: ignoreCase }]),
  };
}

function apart(ignoreCase: boolean): string {
  return ignoreCase ? ', apart from case' : '';
}

/** What a scorer of Inspect is here, and which of its parameters that takes over; those left out are told. */
type Counterpart = (params: Row) => [kind: Kind, taken: readonly string[]];

const match: Counterpart = ({ numeric = false, location = 'end', ignore_case: ignoring = true }) => {
  if (numeric === true) return [NUMERIC, ['numeric', 'ignore_case', ...(location === 'end' ? ['location'] : [])]];
  const taken = ['numeric', 'location', 'ignore_case'];
  const ignoreCase = ignoring !== false;
  if (location === 'exact') return [exact(ignoreCase), taken];
  if (location === 'begin') return [containing('starts-with', 'begins with', ignoreCase), taken];
  if (location === 'any') return [containing('contains-any', 'contains', ignoreCase), taken];
  return [containing('ends-with', 'ends with', ignoreCase), taken];
};

/** By the names that Inspect's own scorers have in a log. */
const COUNTERPARTS: Readonly<Record<string, Counterpart>> = {
  choice: () => [CHOICE, []],
  exact: () => [exact(true), []],
  match,
  includes: ({ ignore_case: ignoring = true }) => [
    containing('contains-any', 'contains', ignoring !== false),
    ['ignore_case'],
  ],
  model_graded_fact: () => [JUDGE, []],
  model_graded_qa: () => [JUDGE, []],
};

/** Without a scorer: numbers where all right answers are, else the same text. */
export function kindOf(
  scorer: LoggedScorer | undefined,
  items: readonly ImportedItem[],
  tell: (text: string) => void,
): Kind {
  const counterpart = ownEntry(COUNTERPARTS, scorer?.name.split('/').at(-1) ?? '');
  if (scorer !== undefined && counterpart !== undefined) {
    const params = Object.fromEntries(Object.entries(scorer.params).filter(([, value]) => value !== null));
    const [kind, taken] = counterpart(params);
    for (const name of Object.keys(params))
      if (!taken.includes(name)) tell(`the parameter \`${name}\` of the scorer \`${scorer.name}\` is left out`);
    return kind;
  }
  const isNumber = (target: Json): boolean => /^-?\d+(\.\d+)?$/.test(plain(target).trim());
  const areNumbers = items.every(
    ({ target }) => Array.isArray(target) && target.length === 1 && target.every(isNumber),
  );
  const why = scorer === undefined ? 'a data set names no scorer' : `the scorer \`${scorer.name}\` has no counterpart`;
  const name = areNumbers ? 'numeric' : 'exact';
  tell(`${why}: \`${name}\` compares the answer with the target; change it in task.yaml`);
  return areNumbers ? NUMERIC : exact(true);
}
