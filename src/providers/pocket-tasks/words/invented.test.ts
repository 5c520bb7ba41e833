import { expect, test } from 'vitest';
import { seededRandom } from '../../../base/random.ts';
import { POCKET_LISTS } from '../lists.ts';
import { invented, RUDE } from './invented.ts';

test('no word of the lists holds a rude English one', () => {
  const words = POCKET_LISTS.flatMap(({ list }) => [...list.pretraining, ...list.validation, ...list.test]).filter(
    (text) => !/[{\s]/.test(text),
  );
  expect(words.length).toBeGreaterThan(2_000);
  expect([...new Set(words.map((word) => word.toLowerCase()).filter((word) => RUDE.test(word)))].toSorted()).toEqual(
    [],
  );
});

test('words are as many as asked for, all different, and the same for the same seed', () => {
  const words = () => invented(seededRandom('invented-test'), 200, ['', 's']);
  expect(words()).toEqual(words());
  expect(new Set(words()).size).toBe(200);
  for (const word of words()) expect(word).toMatch(/^[a-z]{2,14}$/);
});
