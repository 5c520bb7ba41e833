import { withoutThinking } from '../../text/index.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import { required } from './signature.ts';

const BOX = '\\boxed{';
const NUMBER = /(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+/g;
/** A minus is a sign where no operand stands before it: `7-5` ends in 5, `= -5` and `-$5` in -5. */
const SIGN_BEFORE = /(?:^|[^\w)\]}])-(?:\\?\$)?$/;

/** `agent.extract_answer_str(text)`: see {@link answerIn}. */
export const extractAnswerStr = defineMethod(
  'extract_answer_str',
  { answer_str: required(read.anyText) },
  (_, { answer_str }) => answerIn(answer_str),
  'answer = agent.extract_answer_str(text)',
);

/**
 * The content of the last `\boxed{}`, else the last number without thousands commas,
 * else the last sentence; thinking left out.
 */
export function answerIn(reply: string): string {
  const text = withoutThinking(reply);
  return lastBox(text) ?? lastNumber(text) ?? lastSentence(text);
}

function lastBox(text: string): string | undefined {
  for (let at = text.lastIndexOf(BOX); at !== -1; at = at === 0 ? -1 : text.lastIndexOf(BOX, at - 1)) {
    const content = untilClosed(text, at + BOX.length);
    if (content !== undefined) return content.trim();
  }
  return undefined;
}

function untilClosed(text: string, from: number): string | undefined {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(from, i);
  }
  return undefined;
}

function lastNumber(text: string): string | undefined {
  const plain = text.replaceAll('\u2212', '-');
  const last = [...plain.matchAll(NUMBER)].at(-1);
  if (last === undefined) return undefined;
  const sign = SIGN_BEFORE.test(plain.slice(Math.max(0, last.index - 4), last.index)) ? '-' : '';
  return sign + last[0].replaceAll(',', '');
}

function lastSentence(text: string): string {
  const sentences = text.split(/(?<=[.!?])\s+|(?<=[。！？])\s*|\n+/).map((sentence) => sentence.trim());
  return sentences.findLast((sentence) => sentence !== '') ?? '';
}
