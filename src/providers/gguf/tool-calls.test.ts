import { expect, it } from 'vitest';
import { withToolCalls } from './tool-calls.ts';

const tools = ['search', 'open'].map((name) => ({ name, description: '', inputSchema: {} }));
const read = (text: string) => {
  const { toolCalls, ...choice } = withToolCalls({ text, outcome: 'ok', finishReason: 'stop' }, tools);
  return [choice.text, ...(toolCalls ?? []).map(({ id, name, arguments: args }) => `${id} ${name} ${args}`)];
};
const call = (name: string, args: object) => JSON.stringify({ name, arguments: args });

it.each<[string, string, string[]]>([
  [
    'between tags',
    `Let me see.\n<tool_call>\n${call('search', { q: 'a' })}\n</tool_call>`,
    ['Let me see.', 'call-1 search {"q":"a"}'],
  ],
  [
    'two of them',
    `<tool_call>${call('search', {})}</tool_call>\n<tool_call>${call('open', { n: 1 })}</tool_call>`,
    ['', 'call-1 search {}', 'call-2 open {"n":1}'],
  ],
  ['without its end', `<tool_call>\n${call('open', {})}`, ['', 'call-1 open {}']],
  ['as the whole reply, with parameters', '{"name": "open", "parameters": {"n": 2}}', ['', 'call-1 open {"n":2}']],
  ['on each line', `${call('open', {})}\n${call('open', { n: 1 })}`, ['', 'call-1 open {}', 'call-2 open {"n":1}']],
  ['as a list', ` [${call('open', {})}]`, ['', 'call-1 open {}']],
  ['with arguments as a text', '{"name": "open", "arguments": "{\\"n\\": 3}"}', ['', 'call-1 open {"n": 3}']],
])('reads a call %s', (_, text, expected) => expect(read(text)).toEqual(expected));

it.each([
  ['of a tool that was not offered', `<tool_call>${call('rm', {})}</tool_call>`],
  ['that is no JSON', '<tool_call>search("a")</tool_call>'],
  ['that names nothing', '<tool_call>{"q": 1}</tool_call>'],
  ['that is an answer in JSON', '{"answer": 42}'],
  ['in a list with something else', `[${call('open', {})}, 1]`],
  ['in the middle of a sentence', `Call ${call('open', {})} next.`],
])('leaves as text what looks like a call %s', (_, text) => expect(read(text)).toEqual([text]));

it("keeps what it can't read beside what it can", () => {
  expect(read(`<tool_call>x</tool_call><tool_call>${call('open', {})}</tool_call>`)).toEqual([
    '<tool_call>x</tool_call>',
    'call-1 open {}',
  ]);
});
