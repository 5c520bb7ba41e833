import { expect, it } from 'vitest';
import { assertUsed } from './needs.ts';

it.each<[{ items?: boolean; item?: string; failed?: boolean; split?: string }, string | undefined]>([
  [{}, undefined],
  [{ items: true, failed: true }, undefined],
  [{ item: '7', split: 'test' }, undefined],
  [{ failed: false }, undefined],
  [{ failed: true }, 'Expected `--failed` with `--items` or `--item`, got it alone'],
  [{ items: false, split: 'test' }, 'Expected `--split` with `--items` or `--item`, got it alone'],
])('%o', (options, message) => {
  const check = () => assertUsed(options, ['failed', 'split'], ['items', 'item']);
  if (message === undefined) expect(check).not.toThrow();
  else expect(check).toThrow(message);
});
