import { describe, expect, it } from 'vitest';

import { answerIn } from './extract-answer-str.ts';
import { codeBlockIn } from './extract-code-block.ts';

describe('extract_answer_str', () => {
  it.each([
    [String.raw`so \boxed{1} or rather \boxed{\frac{1}{2}}.`, String.raw`\frac{1}{2}`],
    [String.raw`\boxed{\{1, 2\}}`, String.raw`\{1, 2\}`],
    [String.raw`\boxed{3} and an open \boxed{4`, '3'],
    ['It costs $1,234,567.50 in all.', '1234567.50'],
    ['First 3, then 12.', '12'],
    ['x = -5', '-5'],
    ['x = \u22125', '-5'],
    ['a loss of -$20', '-20'],
    ['7-5', '5'],
    ['1,2', '2'],
    ['about 2.5e-3 m', '2.5e-3'],
    ['.5', '.5'],
    ['No idea. Perhaps blue!', 'Perhaps blue!'],
    ['', ''],
  ])('%j -> %j', (text, answer) => {
    expect(answerIn(text)).toBe(answer);
  });
});

describe('extract_code_block', () => {
  const program = 'def solution():\n    return 1';
  it.each([
    ['python fence', `A\n\`\`\`python\n${program}\n\`\`\``, program],
    ['bare fence', `\`\`\`\n${program}\n\`\`\``, program],
    [
      'the first of two',
      `\`\`\`python\n${program}\n\`\`\`\n\`\`\`python\ndef solution():\n    return 2\n\`\`\``,
      program,
    ],
    ['no fence', program, program],
    ['another function', '```python\ndef other():\n    pass\n```', ''],
    ['a longer name', '```python\ndef solution_two():\n    pass\n```', ''],
    ['a list', `1. \`\`\`python\n${program.replace(/^(?=.)/gm, '   ')}\n   \`\`\``, program],
    ['no fence but a sentence behind', `# One\n${program}\n\nThis is one.`, `# One\n${program}`],
    ['no opening fence', `${program}\n\`\`\`\nThis is one.`, program],
    ['prose', 'I would write def solution(): return 1', ''],
  ])('%s', (_, response, code) => {
    expect(codeBlockIn(response, 'solution')).toBe(code);
  });
});
