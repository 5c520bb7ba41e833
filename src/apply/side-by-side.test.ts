import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { sideBySide } from './side-by-side.ts';

test('whoever leaves a source that is silent is not told that it could not be ended', async () => {
  let ended = 0;
  const items = [Promise.resolve({ done: false as const, value: 'a' })];
  const iterator = {
    next: () => items.shift() ?? new Promise<never>(() => {}),
    // No mock of vitest: it would take care of the rejection.
    return: async () => {
      ended++;
      throw new Error('not ended');
    },
  };
  const source = { [Symbol.asyncIterator]: () => iterator };
  const unhandled = vi.fn<() => void>();
  process.on('unhandledRejection', unhandled);
  for await (const one of sideBySide({ source, limit: 2, order: 'input', run: async (text) => text })) {
    expect(one).toBe('a');
    break;
  }
  await setImmediate();
  process.off('unhandledRejection', unhandled);
  expect(ended).toBe(1);
  expect(unhandled).not.toHaveBeenCalled();
});
