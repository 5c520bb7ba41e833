import { describe, expect, test } from 'vitest';
import { jsonFields } from '../scorers/json-fields.ts';
import { type ParsedJson, parseJson } from './json-text.ts';

function valueOf(text: string): unknown {
  return (parseJson(text) as ParsedJson).value;
}

describe('a number of a file', () => {
  test.each([
    ['12.300000000000001', 12.3],
    ['0.10000000000000001', 0.1],
    ['19.989999999999998', 19.99],
    ['-33.333333333333336', -33.333333333333336],
    ['1.0000000000000001e-05', 1e-5],
    ['12.3000000000000010', 12.3],
    ['0.0', 0],
    ['2.50', 2.5],
  ])('is the double whose 17 digits another program wrote: %s', (text, value) => {
    expect(valueOf(`{"a": ${text}}`)).toEqual({ a: value });
  });

  test.each(['12.300000000000003', '0.123456789012345678', '1e400', '1e-400', '1234567890123456789'])(
    'stays a text where no double stands for it: %s',
    (text) => {
      expect(valueOf(`[${text}]`)).toEqual([text]);
    },
  );

  test('is compared within the tolerance as a gold', async () => {
    const target = valueOf('{"total": 12.300000000000001}') as { total: number };
    const score = jsonFields().score('{"total": 12.3}', { id: '1', input: '', target }, {
      sandbox: undefined,
    } as never);
    expect(await score).toMatchObject({ value: 1 });
  });
});

describe('a string of a file', () => {
  test.each([
    ['long', 'a'.repeat(9_000_000)],
    ['full of escapes', '\\"'.repeat(4_500_000)],
  ])('may be %s', (_, text) => {
    expect(parseJson(JSON.stringify([{ text, more: '\\' }]))).toMatchObject({
      value: [{ text, more: '\\' }],
      starts: [1],
    });
  });

  test.each(['{"a\\\\": 1, "a\\"": 2, "b" :3, "b": 4}', '{"b":1,"x":"\\\\","y":["b:","{"],\n"b" : 2}'])(
    'that is a key is told from others: %s',
    (text) => {
      expect(parseJson(text)).toMatchObject({ field: 'b', message: expect.stringContaining('got it twice') });
    },
  );
});
