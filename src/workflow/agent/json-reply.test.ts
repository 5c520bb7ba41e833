import { describe, expect, it } from 'vitest';

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
    ['single-backslash LaTeX', String.raw`{"answer": "\frac{1}{2} \pi \text{cm} \(x\)"}`, { answer: String.raw`\frac{1}{2} \pi \text{cm} \(x\)` }],
    ['escaped LaTeX', String.raw`{"answer": "\\frac{1}{2}\n"}`, { answer: '\\frac{1}{2}\n' }],
    ['code', String.raw`{"code": "def solution():\n\treturn {\"a\": 1}", "answer": 1}`, { code: 'def solution():\n\treturn {"a": 1}', answer: 1 }],
    ['two objects', '{"thought": 1}\n{"answer": 2}', { answer: 2 }],
    ['concatenated strings', "{'answer': 'a' 'b'}", { answer: 'ab' }],
    ['comments', '{"answer": 5 // five\n}', { answer: 5 }],
    ['unquoted keys', '{answer: 5}', { answer: 5 }],
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
  ])('finds nothing in %s', (_, text) => {
    const started = performance.now();
    const found = parseJsonReply(text, ['answer']);
    expect(found === undefined || !('answer' in found)).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('keeps every digit of a large integer', () => {
    expect(parseJsonReply('{"answer": 123456789012345678901}')).toEqual({ answer: { $int: '123456789012345678901' } });
    expect(parseJsonReply("{'answer': 123456789012345678901}")).toEqual({ answer: { $int: '123456789012345678901' } });
  });

  it('does not let a reply name a prototype', () => {
    expect(Object.getPrototypeOf(parseJsonReply('{"__proto__": {"answer": 1}}'))).toBe(Object.prototype);
  });
});
