import { expect, test } from 'vitest';
import { type ArmsOptions, againstOf, armsOf, pairsOf, readArm, readWorkflow } from './arms.ts';

const design = { turns: 3, candidates: 2, horizon: 2, selection: 'best', context: 'last' } as const;
const made = (options: ArmsOptions) => armsOf(options, design);

test('the untrained meta-agent first, then the given ones, then the baselines', () => {
  const arms = made({ meta: 'sim:meta', arms: [{ name: 'rlao', model: 'trained:rlao-1' }], without: ['start'] });
  expect(arms.map(({ name, kind, model }) => [name, kind, model])).toEqual([
    ['untrained', 'untrained', 'sim:meta'],
    ['rlao', 'model', 'trained:rlao-1'],
    ['best-of-n', 'best-of-n', 'sim:meta'],
    ['vote', 'vote', null],
  ]);
});

test.each([
  ['rlao=trained:rlao-1', { name: 'rlao', model: 'trained:rlao-1' }],
  ['a.b-2=http://127.0.0.1:1/v1#x=y', { name: 'a.b-2', model: 'http://127.0.0.1:1/v1#x=y' }],
])('%s is an arm', (text, arm) => expect(readArm(text)).toEqual(arm));

test.each([
  ['trained:rlao-1', 'invalid-arm'],
  ['=sim:meta', 'invalid-arm'],
  ['rlao=', 'invalid-arm'],
  ['a/b=sim:meta', 'invalid-arm'],
  ['../x=sim:meta', 'invalid-arm'],
  ['vote=sim:meta', 'duplicate-arm'],
  ['untrained=sim:meta', 'duplicate-arm'],
])('%s is none', (text, code) => expect(() => readArm(text)).toThrow(expect.objectContaining({ code, exitCode: 2 })));

test('hand-written workflows come last, with names of their own', () => {
  const arms = made({ meta: 'sim:meta', workflows: [{ name: 'by-hand', file: 'a.py' }] });
  expect(arms.at(-1)).toMatchObject({ name: 'by-hand', kind: 'workflow', model: null, strategy: null, file: 'a.py' });
  expect(readWorkflow('by-hand=./a=b.py')).toEqual({ name: 'by-hand', file: './a=b.py' });
  expect(() => readWorkflow('a.py')).toThrow('NAME=FILE.py');
  expect(() => readWorkflow('start=a.py')).toThrow(expect.objectContaining({ code: 'duplicate-arm' }));
  expect(() =>
    made({ meta: 'sim:meta', arms: [{ name: 'x', model: 'sim:meta' }], workflows: [{ name: 'x', file: 'a.py' }] }),
  ).toThrow('`x` twice');
});

test('which arm meets every other one', () => {
  const given = {
    meta: 'sim:meta',
    arms: [
      { name: 'rlao', model: 'm' },
      { name: 'sft', model: 'm' },
    ],
  };
  const arms = made(given);
  expect(againstOf(given, arms)).toBe('rlao');
  expect(againstOf({ ...given, against: 'vote' }, arms)).toBe('vote');
  expect(againstOf({}, arms)).toBeNull();
  expect(() => againstOf({ ...given, against: 'stf' }, arms)).toThrow(
    expect.objectContaining({ code: 'unknown-arm', exitCode: 2 }),
  );
});

test('a name twice', () => {
  const arm = { name: 'rlao', model: 'sim:meta' };
  expect(() => made({ meta: 'sim:meta', arms: [arm, arm] })).toThrow(
    expect.objectContaining({ code: 'duplicate-arm', message: expect.stringContaining('`rlao` twice') }),
  );
});

test('pairs: all with the first, one with all others, each once', () => {
  expect(pairsOf(['untrained', 'better', 'same'], 'better').map((pair) => pair.join(' - '))).toEqual([
    'better - untrained',
    'same - untrained',
    'better - same',
  ]);
  expect(pairsOf(['untrained', 'better'], null)).toEqual([['better', 'untrained']]);
});

test('what each searches with; before best-of-n was a strategy, it was one large turn', () => {
  const [untrained, unfed] = made({ meta: 'sim:meta', without: ['start', 'vote'] });
  const own = { horizon: 2, selection: 'best', context: 'last' };
  expect(untrained).toMatchObject({ strategy: 'w4s', settings: own });
  expect(unfed).toMatchObject({
    strategy: 'best-of-n',
    settings: { context: 'last' },
    formerly: { ...own, turns: 1, candidates: 6 },
  });
});
