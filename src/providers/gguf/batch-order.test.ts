import type { BatchItem, Token } from 'node-llama-cpp';
import { expect, it } from 'vitest';
import { bySequence, priorityOf } from './batch-order.ts';

function item(sequence: number, length: number): BatchItem {
  return { evaluationPriority: priorityOf(sequence), tokens: Array<Token>(length).fill(0 as Token), logits: [] };
}

it.each([
  [
    'answers by their sequences',
    [
      [3, 1],
      [0, 1],
      [2, 1],
    ],
    8,
    [
      [0, 1],
      [2, 1],
      [3, 1],
    ],
  ],
  [
    'a prompt takes what answers leave',
    [
      [1, 100],
      [0, 1],
      [2, 1],
    ],
    32,
    [
      [0, 1],
      [1, 30],
      [2, 1],
    ],
  ],
  [
    'two prompts share',
    [
      [1, 100],
      [0, 100],
    ],
    32,
    [
      [0, 16],
      [1, 16],
    ],
  ],
  [
    'more sequences than places',
    [
      [2, 1],
      [1, 1],
      [0, 1],
    ],
    2,
    [
      [0, 1],
      [1, 1],
    ],
  ],
])('%s', (_, items, size, wanted) => {
  const batch = bySequence({ items: items.map(([sequence, length]) => item(sequence!, length!)), size });
  expect(batch.map(({ item: { evaluationPriority }, processAmount }) => [evaluationPriority, processAmount])).toEqual(
    wanted,
  );
});
