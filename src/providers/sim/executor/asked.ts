import type { ChatRequest } from '../contract.ts';
import type { KnownItem } from './known-items.ts';
import { askedKeys, meaningOf } from './keys.ts';
import type { AnswerForm, AskedStyle } from './rates.ts';
import { formOf } from './gold.ts';

/** How an item is asked: it determines the rates and the form of the reply. */
export interface Asked {
  form: AnswerForm;
  style: AskedStyle;
  /** The JSON keys wanted; `null` for a reply in plain text. */
  keys: readonly string[] | null;
  /** Whether an earlier answer is to be checked, reviewed or chosen from. */
  checks: boolean;
  /** Whether to repair a program after a failed test or an error. */
  repairs: boolean;
  /** Whether the answer is wanted in `\boxed{}`. */
  boxed: boolean;
}

const ASKS_CODE = anyOf(
  /\bdef solution\b|\bsolution\(\)|`solution`|\bexecutable code/,
  /\bpython (code|program|script|function)/,
  /\bwrite (a |an |some |valid |executable )*(python|code|program)/,
);
const ASKS_STEPS = anyOf(
  /step[- ]by[- ]step|\bsteps?\b|chain[- ]of[- ]thought|\bthink\b|\breason(ing)?\b/,
  /show your work|explain|\bplan\b|\bdecompos/,
);
const ASKS_CHECK = anyOf(
  /\b(check|double-check|verify|verification|review|critique|critici[sz]e|critic|judge|evaluate)/,
  /\b(reflect|reflection|refine|revise|reconsider|compare|choose|select)/,
);
const EARLIER = 'proposed|previous|earlier|candidate|given|draft|initial|other|these|following|my|your|their';
const HOLDS_EARLIER = anyOf(
  new RegExp(`\\b(${EARLIER}) (\\w+ )?(answers?|solutions?|results?|programs?|responses?)\\b`),
  /\b(answers|solutions|candidates)\b[^:\n]{0,20}:|\b(answer|solution|candidate) \d+:|\bcode solution\b/,
);
const HOLDS_FAILURE = /traceback|assert|\bfail(ed|s|ure)\b|\bexception\b|\w+Error\b|\bnot pass\b|\bwent wrong\b/i;

export function askedOf(request: ChatRequest, known: KnownItem): Asked {
  const form = formOf(known);
  const instruction = instructionOf(request, known);
  const keys = keysOf(request, instruction);
  const repliedBefore = request.messages.some(({ role }) => role === 'assistant');
  const checks = ASKS_CHECK.test(instruction) && (repliedBefore || HOLDS_EARLIER.test(instruction));
  return {
    form,
    style: styleOf(form, keys, instruction),
    keys,
    checks,
    // The item is removed from the instruction: any function left is an earlier program.
    repairs: form === 'program' && HOLDS_FAILURE.test(instruction) && (repliedBefore || /\bdef \w+/.test(instruction)),
    boxed: /\\boxed/.test(instruction),
  };
}

/** Everything said to the executor except the item itself, which may mention steps, lists and programs on its own. */
function instructionOf({ messages }: ChatRequest, { item }: KnownItem): string {
  const said = messages.filter(({ role }) => role !== 'assistant').map(({ content }) => content);
  return said.join('\n').replaceAll(item.input, ' ').replaceAll(item.input.trim(), ' ');
}

function keysOf(request: ChatRequest, instruction: string): readonly string[] | null {
  const keys = askedKeys(instruction);
  if (request.json) return keys ?? ['answer'];
  return /json|\bkeys\b|dictionary/i.test(instruction) ? keys : null;
}

/** Matches any of the patterns, ignoring case. */
function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'i');
}

/** Keys decide if there are any: the model must fill them in. */
function styleOf(form: AnswerForm, keys: readonly string[] | null, instruction: string): AskedStyle {
  const meanings = keys?.map((key) => meaningOf(key, { inCodeTask: form === 'program' }));
  const reasons = meanings?.some((meaning) => meaning === 'reasoning' || meaning === 'critique');
  if (form === 'program') return (reasons ?? ASKS_STEPS.test(instruction)) ? 'steps' : 'direct';
  if (meanings?.includes('code')) return 'code';
  if (meanings === undefined && ASKS_CODE.test(instruction)) return 'code';
  return reasons || ASKS_STEPS.test(instruction) ? 'steps' : 'direct';
}
