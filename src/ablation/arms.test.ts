import { expect, test } from 'vitest';
import { armsOf, readArm, readBaseline } from './arms.ts';

test('the untrained meta-agent first, then the given ones, then the baselines', () => {
  const arms = armsOf({ meta: 'sim:meta', arms: [{ name: 'rlao', model: 'trained:rlao-1' }], without: ['start'] });
  expect(arms.map(({ name, kind, model }) => [name, kind, model])).toEqual([
    ['untrained', 'untrained', 'sim:meta'], ['rlao', 'model', 'trained:rlao-1'], ['best-of-n', 'best-of-n', 'sim:meta'], ['vote', 'vote', null],
  ]);
});

test.each([
  ['rlao=trained:rlao-1', { name: 'rlao', model: 'trained:rlao-1' }],
  ['a.b-2=http://127.0.0.1:1/v1#x=y', { name: 'a.b-2', model: 'http://127.0.0.1:1/v1#x=y' }],
])('%s is an arm', (text, arm) => expect(readArm(text)).toEqual(arm));

test.each([
  ['trained:rlao-1', 'invalid-arm'], ['=sim:meta', 'invalid-arm'], ['rlao=', 'invalid-arm'], ['a/b=sim:meta', 'invalid-arm'], ['../x=sim:meta', 'invalid-arm'],
  ['vote=sim:meta', 'duplicate-arm'], ['untrained=sim:meta', 'duplicate-arm'],
])('%s is none', (text, code) => expect(() => readArm(text)).toThrow(expect.objectContaining({ code, exitCode: 2 })));

test('a name twice', () => {
  const arm = { name: 'rlao', model: 'sim:meta' };
  expect(() => armsOf({ meta: 'sim:meta', arms: [arm, arm] })).toThrow(expect.objectContaining({ code: 'duplicate-arm', message: expect.stringContaining('`rlao` twice') }));
});

test('what can be left out', () => {
  expect(readBaseline('vote')).toBe('vote');
  expect(() => readBaseline('best-of-m')).toThrow('Did you mean `best-of-n`?');
});
