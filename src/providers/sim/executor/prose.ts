import { type Random, pick } from '../../../base/random.ts';
import { headOf } from '../../../base/clip.ts';

const OPENINGS = [
  'Let me work through this.',
  'First I collect what is given.',
  'I start from the facts of the question.',
];
const MIDDLES = [
  'From these the quantity asked for follows in two steps.',
  'I combine them in the order in which the text tells it.',
  'Only the last of them changes the outcome.',
];
const CRITIQUES = [
  'I went over the earlier answer line by line and worked it out once more.',
  'Checking the earlier answer against the question, I looked at each quantity again.',
];

/** A few sentences that lead to `answer`, with numbers from the item. */
export function reasoningFor(input: string, answer: string, random: Random): string {
  const numbers = [...new Set(input.match(/\d[\d,.]*\d|\d/g) ?? [])].slice(0, 4);
  const given = numbers.length > 0 ? `Given: ${numbers.join(', ')}. ` : '';
  return `${pick(OPENINGS, random)} ${given}${pick(MIDDLES, random)} So the answer is ${oneLine(answer)}.`;
}

/** The answer's program is left to the answer itself. */
export function reasoningForProgram(random: Random): string {
  return `${pick(OPENINGS, random)} The function handles the empty input first and then goes through the values once.`;
}

export function critiqueFor(random: Random): string {
  return pick(CRITIQUES, random);
}

function oneLine(text: string): string {
  return headOf(text.replace(/\s+/g, ' '), 200);
}
