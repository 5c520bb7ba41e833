import { afterEach, expect, test } from 'vitest';
import { type Interrupts, createInterrupts } from './interrupt.ts';

let interrupts: Interrupts;
afterEach(() => interrupts.close());

test('a run that starts after Ctrl-C is told at once, or a command of many runs would go on', () => {
  const notes: string[] = [];
  interrupts = createInterrupts({ note: (text) => notes.push(text) });
  const told: string[] = [];
  interrupts.onInterrupt(() => told.push('first'));
  expect(told).toEqual([]);
  process.emit('SIGINT');
  interrupts.onInterrupt(() => told.push('second'));
  expect(told).toEqual(['first', 'second']);
  expect(interrupts.signal.aborted).toBe(false);
  process.emit('SIGINT');
  expect(interrupts.signal.aborted).toBe(true);
  expect(notes).toHaveLength(2);
});
