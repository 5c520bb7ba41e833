import { expect, it } from 'vitest';
import type { Json } from '../base/json.ts';
import { encodeJson, plainInteger, plainNumber } from './values.ts';

it.each([
  [5, 5],
  [{ $int: '9007199254740992' }, 2 ** 53],
  [{ $int: '-18446744073709551616' }, -(2 ** 64)],
  [{ $int: '0x10' }, 16],
  [{ $int: '-0x10' }, -16],
  [{ $float: 'nan' }, Number.NaN],
  [{ $float: '-inf' }, Number.NEGATIVE_INFINITY],
  [{ $float: 'toString' }, undefined],
  [{ $int: '5', more: 1 }, undefined],
  [{ $$int: '5' }, undefined],
  ['5', undefined],
  [null, undefined],
  [[1], undefined],
] as [Json, number | undefined][])('plainNumber(%j) is %d', (json, expected) => {
  expect(plainNumber(json)).toEqual(expected);
});

it('plainInteger keeps every digit and refuses what is no integer', () => {
  expect(plainInteger({ $int: '123456789012345678901234567890' })).toBe(123456789012345678901234567890n);
  expect(plainInteger({ $int: 'x' })).toBeUndefined();
  expect(plainInteger(1.5)).toBeUndefined();
});

it('encodeJson tags what JSON lacks, at any depth', () => {
  expect(encodeJson({ a: [Number.NaN, -Infinity, 2n ** 70n] })).toBe(
    '{"a":[{"$float":"nan"},{"$float":"-inf"},{"$int":"1180591620717411303424"}]}',
  );
  expect(encodeJson(undefined)).toBe('null');
});
