import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { withSafeHooks } from './safe-hooks.ts';

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('it broke');
    },
  ],
  ['is async and rejects', async () => Promise.reject(new Error('it broke'))],
])('a hook that %s ends nothing and is told of once', async (_, onEvent) => {
  const emitted = vi.spyOn(process, 'emitWarning');
  const warned = once(process, 'warning');
  const hooks = withSafeHooks({ onEvent });
  for (let call = 0; call < 3; call++) expect(hooks.onEvent()).toBeUndefined();
  expect((await warned)[0]).toMatchObject({
    name: 'W4sWarning',
    message: '`onEvent` failed, and what it follows goes on: it broke',
    detail: expect.stringContaining('safe-hooks.test.ts'),
  });
  expect(emitted).toHaveBeenCalledOnce();
  emitted.mockRestore();
});

test('a hook is called at once, with all that it is given; whatever else the options hold stays as it is', () => {
  const onProgress = vi.fn<(done: number, planned: number) => void>();
  const once = (): number => 7;
  const hooks = withSafeHooks({ onProgress, onWarning: undefined, once, task: 'sums' });
  hooks.onProgress(1, 2);
  expect(onProgress.mock.calls).toEqual([[1, 2]]);
  expect(hooks).toMatchObject({ onWarning: undefined, task: 'sums' });
  expect(hooks.once).toBe(once);
});
