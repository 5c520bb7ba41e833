import { readFileSync } from 'node:fs';
import { Template } from '@huggingface/jinja';
import { expect, test } from 'vitest';
import type { Message } from '../../model/contract.ts';
import { systemMessage } from '../../workflow/index.ts';

const template = new Template(readFileSync(new URL('template.jinja', import.meta.url), 'utf8'));
const ask: Message = { role: 'user', content: '2 + 3' };

function render(messages: readonly Message[], add_generation_prompt = true): string {
  return template.render({ messages, add_generation_prompt });
}

// Fails when the agent's own wording changes without the template, which knows it by heart.
test.each<[string, Parameters<typeof systemMessage>[0], string]>([
  [
    'keys',
    { role: 'quick helper', instructions: 'Be brief.', keys: ['reasoning', 'answer'] },
    'quick helper.\nJSON: "reasoning", "answer".\nBe brief.',
  ],
  ['keys and no instructions', { role: 'solver', instructions: '', keys: ['answer'] }, 'solver.\nJSON: "answer".'],
  ['any keys', { role: 'solver', instructions: 'Be brief.', keys: [] }, 'solver.\nJSON.\nBe brief.'],
  ['free text', { role: 'solver', instructions: 'Be brief.' }, 'solver.\nBe brief.'],
  ['free text and no instructions', { role: 'solver', instructions: '' }, 'solver.'],
])('a system message that asks for %s is shortened and stands after the question', (_, options, short) => {
  expect(render([systemMessage(options), ask])).toBe(`<|user|>2 + 3<|system|>${short}<|assistant|>`);
});

test('an answer ends with its marker, and the next one follows the system message', () => {
  const messages: Message[] = [
    systemMessage({ role: 'solver', instructions: '' }),
    ask,
    { role: 'assistant', content: '6' },
    { role: 'user', content: 'Check it.' },
  ];
  expect(render(messages)).toBe('<|user|>2 + 3<|assistant|>6<|end|><|user|>Check it.<|system|>solver.<|assistant|>');
  expect(render(messages.slice(0, 3), false)).toBe('<|user|>2 + 3<|assistant|>6<|end|><|system|>solver.');
});

test('a chat without a system message has none', () => {
  expect(render([ask])).toBe('<|user|>2 + 3<|assistant|>');
});
