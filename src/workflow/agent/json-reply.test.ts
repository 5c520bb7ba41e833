import { describe, expect, it } from 'vitest';
import { processorMs } from '../../../tests/support/processor-time.ts';

import { parseJsonReply } from './json-reply.ts';

describe('parseJsonReply', () => {
  it.each([
    ['plain', '{"answer": 5}', { answer: 5 }],
    ['fenced', 'Sure:\n```json\n{"answer": 5}\n```\nBye.', { answer: 5 }],
    ['text around', 'The answer {as asked} is {"answer": "5"} as you see.', { answer: '5' }],
    ['single quotes', "{'answer': 'it\\'s 5'}", { answer: "it's 5" }],
    ['Python words', "{'answer': None, 'ok': True, 'bad': False}", { answer: null, ok: true, bad: false }],
    ['tuples and sets', "{'answer': (1, 2), 'set': {3, 4}, 'one': ('x')}", { answer: [1, 2], set: [3, 4], one: 'x' }],
    ['triple quotes', '{"answer": """two\nlines"""}', { answer: 'two\nlines' }],
    ['trailing commas', '{"answer": [1, 2,],}', { answer: [1, 2] }],
    ['a list of one', '[{"answer": 5}]', { answer: 5 }],
    ['a list of several', '[{"step": 1}, {"answer": 5}]', { answer: 5 }],
    ['nested', '{"answer": {"value": {"deep": [1, {"x": 2}]}}}', { answer: { value: { deep: [1, { x: 2 }] } } }],
    ['NaN', '{"answer": NaN}', { answer: 'NaN' }],
    ['raw line ends', '{"answer": "a\nb"}', { answer: 'a\nb' }],
    ['a missing end', '{"answer": "5", "why": "because', { answer: '5', why: 'because' }],
    ['unescaped quotes', '{"answer": "he said "hi" to me", "b": 2}', { answer: 'he said "hi" to me', b: 2 }],
    [
      'single-backslash LaTeX',
      String.raw`{"answer": "\frac{1}{2} \pi \text{cm} \(x\)"}`,
      { answer: String.raw`\frac{1}{2} \pi \text{cm} \(x\)` },
    ],
    ['escaped LaTeX', String.raw`{"answer": "\\frac{1}{2}\n"}`, { answer: '\\frac{1}{2}\n' }],
    [
      'code',
      String.raw`{"code": "def solution():\n\treturn {\"a\": 1}", "answer": 1}`,
      { code: 'def solution():\n\treturn {"a": 1}', answer: 1 },
    ],
    ['two objects', '{"thought": 1}\n{"answer": 2}', { answer: 2 }],
    ['concatenated strings', "{'answer': 'a' 'b'}", { answer: 'ab' }],
    ['comments', '{"answer": 5 // five\n}', { answer: 5 }],
    ['unquoted keys', '{answer: 5}', { answer: 5 }],
    [
      'a correction',
      '{"answer": 4, "why": "a long first reason"}\nNo:\n{"answer": 5, "why": "b"}',
      { answer: 5, why: 'b' },
    ],
    [
      'a correction without a fence after one with',
      '```json\n{"answer": 4}\n```\nOr rather {"answer": 5}',
      { answer: 5 },
    ],
    ['the last whole object', '{"answer": 5} and {"answer": "cut o', { answer: 5 }],
    ['an object after a brace that is never closed', 'Let S = {x | x > 0. {"answer": 5}', { answer: 5 }],
    ['an object after an odd quote', 'A 5" pipe {"answer": 5}', { answer: 5 }],
    ['an object after a draft in thought', '<think>{"answer": 4}</think>{"answer": 5}', { answer: 5 }],
    ['an object after thought that only ends', 'maybe {"answer": 4}</think>{"answer": 5}', { answer: 5 }],
    [
      'a final channel',
      '<|channel|>analysis<|message|>{"answer": 4}<|end|><|channel|>final<|message|>{"answer": 5}',
      { answer: 5 },
    ],
    ['a tool call', '<tool_call>{"name": "f", "arguments": {"answer": 5}}</tool_call>', { answer: 5 }],
    [
      'a tool call with its arguments as a text',
      String.raw`{"function": {"name": "f", "arguments": "{\"answer\": 5}"}}`,
      { answer: 5 },
    ],
    ['a wrapper', '{"response": {"result": {"answer": 5}}}', { answer: 5 }],
    ['a key in capitals', '{"ANSWER": 5}', { answer: 5 }],
    ['a fraction', '{"answer": 1/2}', { answer: '1/2' }],
    ['an expression', '{"answer": 7 // 2}', { answer: '7 // 2' }],
    ['a bare set', '{"answer": {1, 2}}', { answer: [1, 2] }],
    ['a bare word', '{"answer": Paris}', { answer: 'Paris' }],
    ['members without braces', '"answer": "5"\n', { answer: '5' }],
    ['quotes before a comma', '{"answer": "the "dictator", waiting"}', { answer: 'the "dictator", waiting' }],
    [
      'code with quotes and braces',
      '{"answer": "x = {"a": 1}\nprint(x["a"])\n"}',
      { answer: 'x = {"a": 1}\nprint(x["a"])\n' },
    ],
    ['code in backticks', '{"answer": `x = "5"`}', { answer: 'x = "5"' }],
    [
      'LaTeX that looks like line ends and tabs',
      String.raw`{"answer": "\neq \nabla \notin \nu \to \tanh"}`,
      { answer: String.raw`\neq \nabla \notin \nu \to \tanh` },
    ],
    [
      'line ends and tabs that look like LaTeX',
      String.raw`{"answer": "n = 1\nu = 2\ne += 3\ni.x\nfor j in y:\n\to = 4\n\treturn"}`,
      { answer: 'n = 1\nu = 2\ne += 3\ni.x\nfor j in y:\n\to = 4\n\treturn' },
    ],
    [
      'lines that begin with the rest of a command of LaTeX',
      String.raw`{"answer": "lo = 0\nmid = 1\nsubset = []\nexists, x = y\nless.add(1)\nsim[0]\n\top = 2\n\text += 3"}`,
      { answer: 'lo = 0\nmid = 1\nsubset = []\nexists, x = y\nless.add(1)\nsim[0]\n\top = 2\n\text += 3' },
    ],
    [
      'LaTeX that looks like such lines',
      String.raw`{"answer": "a \neq0 \nmid b \nexists x \tfrac12 \text{cm} \theta = 1, \tan(x)"}`,
      { answer: String.raw`a \neq0 \nmid b \nexists x \tfrac12 \text{cm} \theta = 1, \tan(x)` },
    ],
    [
      'a tag in a text',
      '{"reasoning": "The text has a <thinking> tag.", "answer": 5}',
      { reasoning: 'The text has a <thinking> tag.', answer: 5 },
    ],
    [
      'the end of a tag in a text',
      'So:\n{"why": "then </think> ok", "answer": 5}',
      { why: 'then </think> ok', answer: 5 },
    ],
    [
      'a tag at the beginning of a line in a text',
      '{"why": "a\n<think> b", "answer": 5}',
      { why: 'a\n<think> b', answer: 5 },
    ],
  ])('reads %s', (_, text, dict) => {
    expect(parseJsonReply(text, ['answer'])).toEqual(dict);
  });

  it.each([
    ['no object', 'The answer is 5.'],
    ['a list of numbers', '[1, 2]'],
    ['a text', '"answer"'],
    ['nothing', ''],
    ['only opening brackets', '{'.repeat(5000)],
    ['deep nesting', `${'['.repeat(20_000)}`],
    ['thought that was cut off', '<think>{"answer": 4}'],
  ])('finds nothing in %s', (_, text) => {
    let found: ReturnType<typeof parseJsonReply>;
    expect(processorMs(() => (found = parseJsonReply(text, ['answer'])))).toBeLessThan(5000);
    expect(found === undefined || !('answer' in found)).toBe(true);
  });

  it.each([
    ['braces', '{'],
    ['closed braces', '{}'],
    ['members', '{"answer": '],
    ['commas and space', '{,  '],
    ['quotes', '{"'],
    ['backslashes', '{"\\'],
    ['thought', '<think>'],
    ['headings', '[Analysis]'],
    ['brackets', '[['],
    ['members of nobody', '{"a": "b", '],
    ['fences', '```{'],
    ['numbers', '{"answer": 1'],
    ['line ends', '\n'],
    ['blanks', ' '],
    ['comments', ' #a'],
    ['commas and line ends', ',\n'],
    ['names', '"a"  '],
  ])('300,000 characters of %s take no time', (_, part) => {
    const text = part.repeat(Math.floor(299_000 / part.length));
    expect(processorMs(() => parseJsonReply(text, ['answer']))).toBeLessThan(1_000);
  });

  it('keeps every digit of a large integer', () => {
    expect(parseJsonReply('{"answer": 123456789012345678901}')).toEqual({ answer: { $int: '123456789012345678901' } });
    expect(parseJsonReply("{'answer': 123456789012345678901}")).toEqual({ answer: { $int: '123456789012345678901' } });
  });

  it('does not let a reply name a prototype', () => {
    expect(Object.getPrototypeOf(parseJsonReply('{"__proto__": {"answer": 1}}'))).toBe(Object.prototype);
  });
});
