import { expect, test } from 'vitest';
import type { Message } from '../model/contract.ts';
import { ModelError } from '../model/error.ts';
import type { Action } from './action.ts';
import { followUp } from './follow-up.ts';

const action = (text: string, messages: readonly Message[]): Action => ({
  messages,
  completion: { text, outcome: 'ok', finishReason: 'stop' },
  analysis: '',
  code: null,
  problem: null,
  usage: { promptTokens: 1, completionTokens: 1, costUsd: null },
  model: 'fake',
});
const draft = action('```python\ndef workflow(agent, task):\n    return 1\n```\nScore: 100 %', [
  { role: 'user', content: 'write' },
]);
const asks = ['newer?', 'right?'];
const overflow = new ModelError('Too long', { kind: 'context-length', model: 'fake' });
const refused = new ModelError('Refused', { kind: 'bad-request', model: 'fake', requestFault: true });
const down = new ModelError('Down', { kind: 'server', model: 'fake' });

test('each question follows on the answer before, without what was made up after its code', async () => {
  const last = await followUp(draft, asks, async (messages) => action(`answer ${messages.length}`, messages));
  expect(last.completion.text).toBe('answer 5');
  expect(last.messages.map(({ role, content }) => `${role}: ${content}`)).toEqual([
    'user: write',
    'assistant: ```python\ndef workflow(agent, task):\n    return 1\n```',
    'user: newer?',
    'assistant: answer 3',
    'user: right?',
  ]);
});

test.each([overflow, refused])('without questions the draft is the action; %s: the answer before it', async (cause) => {
  expect(await followUp(draft, [], () => Promise.reject(new Error('not asked')))).toBe(draft);
  const last = await followUp(draft, asks, async (messages) => {
    if (messages.length === 5) throw cause;
    return action('reflected', messages);
  });
  expect(last.completion.text).toBe('reflected');
  await expect(followUp(draft, asks, () => Promise.reject(down))).rejects.toBe(down);
});
