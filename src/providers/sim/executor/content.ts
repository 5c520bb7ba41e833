import { zip } from '../../../base/lists.ts';
import { type Random, pick } from '../../../base/random.ts';
import type { Asked } from './asked.ts';
import { meaningOf } from './keys.ts';
import type { KeyMeaning } from './keys.ts';
import { critiqueFor, reasoningFor, reasoningForProgram } from './prose.ts';
import { BARE_NUMBERS } from './rates.ts';
import type { JsonObject } from './slips.ts';

/** What the executor has decided to say. */
export interface Decision {
  input: string;
  /** The answer, or in a code task the program. */
  answer: string;
  /** The requested Python program; `null` if none was requested. */
  program: string | null;
  /** Verdict on an earlier answer in the messages: whether it is right. */
  verdict: boolean;
}

/** The decision in the requested form: an object with exactly these keys, or plain text. */
export function contentOf(decision: Decision, asked: Asked, random: Random): JsonObject | string {
  return asked.keys === null ? asText(decision, asked, random) : asObject(decision, asked, asked.keys, random);
}

function asObject(decision: Decision, asked: Asked, keys: readonly string[], random: Random): JsonObject {
  const inCodeTask = asked.form === 'program';
  const meanings = keys.map((key) => meaningOf(key, { inCodeTask }));
  // If no key is for the answer, the last one gets it.
  const fallback = meanings.some((meaning) => meaning === 'answer' || meaning === 'code' || meaning === 'verdict');
  const values = zip(keys, meanings).map(([key, named], at) => {
    const meaning = named === 'other' && !fallback && at === keys.length - 1 ? 'answer' : named;
    return [key, valueFor(meaning, decision, asked, random)] as const;
  });
  return Object.fromEntries(values);
}

function valueFor(meaning: KeyMeaning, decision: Decision, asked: Asked, random: Random) {
  switch (meaning) {
    case 'answer':
      return answerValue(decision, asked, random);
    case 'code':
      return decision.program ?? decision.answer;
    case 'reasoning':
      return reasoning(decision, asked, random);
    case 'verdict':
      return decision.verdict;
    case 'confidence':
      return Number((0.5 + random() / 2).toFixed(2));
    case 'critique':
      return critiqueFor(random);
    case 'other':
      return 'Nothing further to add.';
  }
}

/** Some models write a number instead of a string. */
function answerValue({ answer }: Decision, { form }: Asked, random: Random): string | number {
  const asNumber = random() < BARE_NUMBERS;
  return form === 'number' && asNumber && Math.abs(Number(answer)) < 1e15 ? Number(answer) : answer;
}

function reasoning(decision: Decision, asked: Asked, random: Random): string {
  return asked.form === 'program' ? reasoningForProgram(random) : reasoningFor(decision.input, decision.answer, random);
}

function asText(decision: Decision, asked: Asked, random: Random): string {
  if (decision.program !== null) {
    const block = `\`\`\`python\n${decision.program}\n\`\`\``;
    return asked.style === 'steps' ? `${reasoning(decision, asked, random)}\n\n${block}` : block;
  }
  const answer = asked.boxed ? `\\boxed{${decision.answer}}` : decision.answer;
  if (asked.style === 'direct') return pick([answer, `The answer is ${answer}`, `Answer: ${answer}`], random);
  return `${reasoning(decision, asked, random)}\n\nFinal answer: ${answer}`;
}
