import { expect, test } from 'vitest';
import { unlikeIn } from './unlike.ts';

const now = { judge: 'm:a', needsJudge: true, scorerHash: 's1', taskHash: 't1' };

test.each<[string, Parameters<typeof unlikeIn>[0], string[]]>([
  ['all alike', now, []],
  ['another judge', { ...now, judge: 'm:b' }, ['judge']],
  ['no judge', { ...now, judge: null }, ['judge']],
  ['another judge of an older version', { judge: 'm:b' }, ['judge']],
  ['another judge that nothing asks', { ...now, needsJudge: false, judge: 'm:b' }, []],
  ['another scorer, which changes the task', { ...now, scorerHash: 's2', taskHash: 't2' }, ['scorer']],
  ['more items', { ...now, taskHash: 't2' }, ['task']],
  ['an older version that kept the task alone', { judge: 'm:a', taskHash: 't2' }, ['task']],
  ['a version that kept nothing', { judge: 'm:a' }, []],
])('%s', (_, before, unlike) => {
  const first = before.needsJudge === false ? { ...now, needsJudge: false } : now;
  expect(unlikeIn(first, before)).toEqual(unlike);
});
