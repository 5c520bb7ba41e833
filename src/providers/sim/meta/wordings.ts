import { elementAt } from '../../../base/lists.ts';
import type { Design } from './design.ts';

/** One per number in `Design.wording`. */
const ROLES = ['careful problem solver', 'domain expert', 'patient teacher', 'exam candidate'];
const PROGRAMMERS = ['Python programmer', 'software engineer', 'numerical analyst', 'programming contestant'];
const DIRECT = [
  'Give the final answer and nothing else.',
  'Answer in the shortest form.',
  'State only the result, without units.',
  'Return just the answer that the question asks for.',
];
const STEPS = [
  'Work step by step before you commit to an answer.',
  'First list what is known, then reason step by step.',
  'Think through each step and check the arithmetic as you go.',
  'Explain each step briefly; end with the answer alone.',
];
const CODE = [
  'Write Python code that defines solution() and returns the final answer.',
  'Put the whole calculation into a Python function solution() without arguments; return the answer.',
  'Write a Python program with a function solution() that returns the result; no input, no printing.',
  'Translate the question into Python: def solution() returns the answer, with plain arithmetic.',
];
const PROGRAM = [
  'Write the complete Python function, imports included, without tests.',
  'Return the whole function in valid Python and mind the edge cases.',
  'Implement the function exactly as its description says.',
  'Give a complete, self-contained implementation.',
];

interface Wording {
  role: string;
  programmer: string;
  direct: string;
  steps: string;
  code: string;
  program: string;
}

export function wordingOf({ wording }: Design): Wording {
  const at = <T>(values: readonly T[]) => elementAt(values, wording % values.length);
  return {
    role: at(ROLES),
    programmer: at(PROGRAMMERS),
    direct: at(DIRECT),
    steps: at(STEPS),
    code: at(CODE),
    program: at(PROGRAM),
  };
}
