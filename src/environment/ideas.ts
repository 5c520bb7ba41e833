import { seededRandom, shuffled } from '../base/random.ts';
import type { Message } from '../model/contract.ts';
import type { Task } from '../task/contract.ts';

/** Of a task of any kind. */
const OF_WORDS = [
  'Let the executor reason step by step in plain words before it answers, and take the answer out of the text with ' +
    '`agent.extract_answer_str`.',
  'Ask for the answer five times at temperature 0.7, and return the answer that comes up most often.',
  'Ask for an answer, then show question and answer to a second role that checks it and corrects it.',
  'Say in the instructions exactly which form the answer has, in the words of the task, and ask for nothing else.',
  'Let a first call list what the question gives and what it asks for, and a second call answer from that list.',
];

/** Of a task whose answer a program can compute; where the answer is a program, there is nothing to run. */
const OF_PROGRAMS = [
  'Let the executor write a Python program that prints the answer, and run it with `agent.execute_code`. Where that ' +
    'fails, ask the executor for the answer.',
  'Let the executor write three Python programs at temperature 0.7, run each with `agent.execute_code`, and return ' +
    'the result that comes up most often.',
  'Get one answer by a Python program that `agent.execute_code` runs, and one by reasoning step by step. Where they ' +
    'differ, let a third call decide.',
];

const BEGINNING = 'Build the program of this reply on one idea: ';

/**
 * What the actions of a turn are to build on, by slot. Their order is drawn from the seed for each task, so that over
 * tasks every idea comes up in every turn; on one task none comes again before all have come up.
 * @param turn From 1.
 */
export function ideasOfTurn(
  turn: number,
  count: number,
  { name, kind }: Pick<Task, 'name' | 'kind'>,
  seed: number,
): string[] {
  const ideas = kind === 'code' ? OF_WORDS : [...OF_PROGRAMS, ...OF_WORDS];
  const order = shuffled(ideas, seededRandom('ideas', name, seed));
  return Array.from({ length: count }, (_, slot) => order[((turn - 1) * count + slot) % order.length]!);
}

/** The idea at the end of what the meta-agent reads. */
export function withIdea(messages: readonly Message[], idea: string): Message[] {
  return messages.map((message, i) =>
    i === messages.length - 1 ? { ...message, content: `${message.content}\n\n${BEGINNING}${idea}` } : message,
  );
}

/**
 * What the meta-agent would have read without an idea. Trained on these messages, it learns to come by the idea itself
 * ("distilling context": Snell, Klein, Zhong 2022, arXiv 2209.15189).
 */
export function withoutIdea(messages: readonly Message[]): Message[] {
  return messages.map((message) =>
    message.role === 'user' ? { ...message, content: message.content.replace(PARAGRAPH, '') } : message,
  );
}

const PARAGRAPH = new RegExp(`\n\n${BEGINNING}[^\n]*`);
