import { describe, expect, it } from 'vitest';
import type { TaskItem } from '../../../task/contract.ts';
import { taskOf } from '../../../../tests/support/sim.ts';
import { askedOf } from './asked.ts';
import { knownItems } from './known-items.ts';

const riddle: TaskItem = {
  id: 'riddle',
  input: 'Explain step by step: check the answers: how many geese has the miller?',
  target: 12,
};
const twice: TaskItem = {
  id: 'twice',
  input: 'def twice(x):\n    """Return x two times; fails with a TypeError for None."""\n',
  target: '',
  entryPoint: 'twice',
};
const known = knownItems([taskOf([riddle]), taskOf([twice], { name: 'programs', kind: 'code' })]);

function asked(text: string, { item = riddle, json = false, before = [] as { role: string; content: string }[] } = {}) {
  const messages = [...before, { role: 'user', content: text.replace('ITEM', item.input) }];
  return askedOf({ model: 'sim-executor', messages, temperature: 1, seed: null, json }, known.find(item.input)!);
}

describe('the style asked for', () => {
  it.each([
    ['ITEM', 'direct'],
    ['Answer with a number only.\nITEM', 'direct'],
    ['ITEM\nThink step by step.', 'steps'],
    ['Reply in JSON with the keys "reasoning", "answer".\nITEM', 'steps'],
    ['Reply in JSON with the keys "answer".\nITEM', 'direct'],
    ['Reply in JSON with the keys "reasoning", "code".\nITEM', 'code'],
    ['Write Python code for it.\nITEM', 'code'],
    ['Define solution() that returns the result.\nITEM', 'code'],
    ['Reply in JSON with the keys "reasoning", "answer". A program def solution(): return 3 gave 3.\nITEM', 'steps'],
  ])('of %j is %s, whatever the item itself speaks of', (text, style) => {
    expect(asked(text).style).toBe(style);
  });
});

describe('a check', () => {
  it.each([
    ['ITEM\nProposed answer: 11\nCheck it.', true],
    ['ITEM\nReview my earlier solution critically: 11', true],
    ['ITEM\nAnswers: 11, 12, 12\nSelect the best.', true],
    ['ITEM\nProposed answer: 11', false],
    ['ITEM\nChoose the correct number. Final answer:', false],
    ['ITEM\nCheck your arithmetic as you go.', false],
    ['ITEM', false],
  ])('is seen in %j: %s', (text, checks) => {
    expect(asked(text).checks).toBe(checks);
  });

  it('is seen after an assistant message', () => {
    const before = [
      { role: 'user', content: riddle.input },
      { role: 'assistant', content: '11' },
    ];
    expect(asked('Please verify this.', { before }).checks).toBe(true);
    expect(asked('Thank you.', { before }).checks).toBe(false);
  });
});

describe('a repair', () => {
  it.each([
    ['ITEM', false],
    ['Complete it without failure.\nITEM', false],
    ['ITEM\n<program>\ndef twice(x):\n    return x\n</program>\nAssertionError: 2 != 4', true],
    ['ITEM\nA program that does not pass:\ndef twice(x):\n    return x', true],
  ])('is seen in %j: %s', (text, repairs) => {
    expect(asked(text, { item: twice }).repairs).toBe(repairs);
  });
});
