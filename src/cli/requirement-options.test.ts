import { expect, test } from 'vitest';
import { exitOf } from './requirement-options.ts';

type Ended = Parameters<typeof exitOf>[0];
const one = (outcome: Ended['requirements'][number]['outcome']) => ({ name: 'min-score', outcome, text: '' }) as const;

test.each<[string, Partial<Ended>, number]>([
  ['nothing required', {}, 0],
  ['all met', { requirements: [one('met'), one('met')] }, 0],
  ['one missed', { requirements: [one('met'), one('missed')] }, 4],
  ['one missed, one undecided', { requirements: [one('inconclusive'), one('missed')] }, 4],
  ['one undecided', { requirements: [one('met'), one('inconclusive')] }, 5],
  ['inconclusive with nothing required', { status: 'inconclusive' }, 5],
  ['a cap', { endedBy: 'cap', status: 'stopped', requirements: [one('inconclusive')] }, 3],
  ['Ctrl-C', { endedBy: 'interrupt', status: 'stopped', requirements: [one('inconclusive')] }, 130],
])('%s', (_, ended, code) => {
  expect(exitOf({ endedBy: null, status: 'complete', requirements: [], ...ended })).toBe(code);
});
