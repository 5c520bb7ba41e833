import { expect, test } from 'vitest';
import type { Message } from '../model/contract.ts';
import { compactRepair } from './compact-prompt.ts';
import { exchange } from './exchange.ts';
import { repairMessages } from './prompt.ts';

const asked: Message[] = [
  { role: 'system', content: 'You write.' },
  { role: 'user', content: 'Write.' },
];
const roles = (messages: readonly Message[]): string[] => messages.map(({ role }) => role);

test('an answer and the question about it follow on what was said', () => {
  expect(exchange(asked, 'I wrote.', 'Better?')).toEqual([
    ...asked,
    { role: 'assistant', content: 'I wrote.' },
    { role: 'user', content: 'Better?' },
  ]);
});

test.each(['', ' \n'])('an answer without a word (%j) is no message', (answer) => {
  expect(exchange(asked, answer, 'Better?').map(({ content }) => content)).toEqual(['You write.', 'Write.\n\nBetter?']);
  for (const repair of [repairMessages, compactRepair]) {
    expect(roles(repair(asked, answer, 'No program'))).toEqual(['system', 'user']);
    expect(roles(repair(asked, 'x', 'No program'))).toEqual(['system', 'user', 'assistant', 'user']);
  }
});
