/** How one may ask for an answer. The executor learns from all of them; the meta-agent's first programs use some. */
export type AnswerStyle = 'direct' | 'steps' | 'code' | 'check' | 'translate';

export interface Wording {
  roles: readonly string[];
  instructions: readonly string[];
  /** Keys of the answer in the order in which they are written; the last one holds what is asked for. */
  keys: readonly (readonly string[])[];
  /** What may stand around the problem, at `{task}`. */
  frames: readonly string[];
}

const FRAMES = [
  '{task}',
  '{task}',
  '{task}',
  '{task}',
  'Problem: {task}',
  'Task: {task}',
  'Question: {task}',
  'Solve: {task}',
  '{task}\nSolve it.',
  'Answer this: {task}',
  'Solve this task:\n\n{task}',
];
const THINKING = [
  'reasoning',
  'steps',
  'thinking',
  'thought',
  'working',
  'analysis',
  'explanation',
  'rationale',
  'solution',
];
const ANSWERS = ['answer', 'answer', 'answer', 'final_answer', 'result', 'value'];

export const WORDINGS: Readonly<Record<AnswerStyle, Wording>> = {
  direct: {
    roles: ['careful assistant', 'task solver', 'quick helper', 'assistant', 'calculator', 'expert', 'solver'],
    instructions: [
      '',
      '',
      'Give only the answer.',
      'Answer at once.',
      'Reply with the final answer alone: no sentence, no unit, no explanation.',
      'Only the final answer.',
      'Just the answer, nothing else.',
      'Answer directly.',
      'Be brief.',
      'Put only the final answer under "answer".',
      'No explanation.',
      'Say the answer.',
    ],
    keys: ANSWERS.map((key) => [key]),
    frames: FRAMES,
  },
  steps: {
    roles: [
      'patient expert who works in small steps',
      'math teacher',
      'careful thinker',
      'patient expert',
      'task solver',
      'logician',
      'tutor',
      'expert',
    ],
    instructions: [
      '',
      'Think step by step.',
      'Work it out step by step.',
      'Reason step by step, then answer.',
      'Show each step.',
      'Explain each step before the answer.',
      'Think first, then answer.',
      'Solve in small steps.',
      'Work the task out step by step under "reasoning" and check each step. ' +
        'Put only the final answer under "answer": a bare number where a number is asked, without unit or ' +
        'thousands separator.',
      'Work the task out step by step under "reasoning". Put only the final answer under "answer": ' +
        'a bare number where a number is asked, without unit or thousands separator.',
      'Reason step by step under "reasoning". Under "answer" stands the final number alone.',
      'First the steps, then the answer.',
    ],
    keys: THINKING.flatMap((first) => ANSWERS.map((last) => [first, last])),
    frames: FRAMES,
  },
  code: {
    roles: [
      'programmer',
      'Python programmer',
      'coder',
      'experienced Python programmer',
      'careful Python programmer',
      'Python programmer who turns word problems into arithmetic',
      'software engineer',
      'expert',
    ],
    instructions: [
      '',
      'Write a Python function solution() that returns the answer.',
      'Write solution() in Python.',
      'Answer with Python code.',
      'Give a function solution() without arguments.',
      'Define solution() and return the answer.',
      'Python only.',
      'Write code.',
      'Code that computes the answer.',
      'Write the program.',
      'Name each quantity under "reasoning" first. "code" defines a function solution() without arguments that ' +
        'returns the answer as a number; it uses the standard library alone, reads no input and prints nothing.',
    ],
    keys: [
      ['code'],
      ['code'],
      ['code'],
      ['program'],
      ['python'],
      ['python_code'],
      ['reasoning', 'code'],
      ['plan', 'code'],
    ],
    frames: [
      ...FRAMES,
      'Write a Python program that computes the answer to this task:\n\n{task}',
      'Write Python for this: {task}',
    ],
  },
  check: {
    roles: ['strict checker', 'reviewer', 'examiner', 'critic', 'teacher who corrects', 'judge'],
    instructions: [
      '',
      'Is the proposed answer right?',
      'Check the answer.',
      'Say yes or no.',
      'Verify the proposed answer.',
      'Check it step by step.',
      'Is it correct? yes or no.',
    ],
    keys: [
      ['correct'],
      ['correct'],
      ['verdict'],
      ['reasoning', 'correct'],
      ['steps', 'correct'],
      ['reasoning', 'verdict'],
      ['check', 'correct'],
    ],
    frames: [
      '{task}\nProposed answer: {answer}',
      '{task}\n\nProposed answer: {answer}',
      '{task}\nAnswer: {answer}',
      'Problem: {task}\nProposed answer: {answer}',
    ],
  },
  translate: {
    roles: ['translator', 'interpreter', 'language expert', 'bilingual teacher', 'translator of texts'],
    instructions: [
      '',
      'Translate into English.',
      'Translate the text to English.',
      'Translate it.',
      'Give the text in English.',
      'Into English, please.',
      'Translate the problem into English; do not solve it.',
    ],
    keys: [['translation'], ['translation'], ['english'], ['text'], ['english_text'], ['translated']],
    frames: ['{task}', '{task}', '{task}', 'Text: {task}', 'Translate: {task}', 'Translate into English: {task}'],
  },
};
