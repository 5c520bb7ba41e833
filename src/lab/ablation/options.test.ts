import { expect, it } from 'vitest';
import { settingsOf } from '../study/settings-of.ts';
import { readSettings } from '../../optimize/index.ts';
import { studyOf } from './ablate.ts';
import { type AblationOptions, nameOf } from './options.ts';

const designed = (more: Partial<AblationOptions> = {}) => {
  const { design, arms } = studyOf({ tasks: ['word-problems'], executor: 'sim:executor', meta: 'sim:meta', ...more });
  return { design, settings: readSettings(settingsOf({ ...design, prompt: 'full' }, arms[0]!, 0)) };
};

it.each<[Partial<AblationOptions>, object]>([
  [{}, { maxTokens: null, metaMaxTokens: 4096, metaMaxTokensSet: false }],
  [{ maxTokens: 400 }, { maxTokens: 400, metaMaxTokensSet: false }],
  [
    { maxTokens: 400, metaMaxTokens: 900 },
    { maxTokens: 400, metaMaxTokens: 900 },
  ],
  [
    { maxTokens: 400, metaMaxTokens: 4096 },
    { maxTokens: 400, metaMaxTokens: 4096, metaMaxTokensSet: true },
  ],
])('limits on answers reach each search: %o', (given, expected) => {
  expect(designed(given).settings).toMatchObject(expected);
});

it('a comparison with such a limit is another one, and without it the one that it was', () => {
  const name = (more?: Partial<AblationOptions>) => nameOf({ ...designed(more).design, prompt: 'full' }, ['executor']);
  expect(name({ maxTokens: 400 })).not.toBe(name());
  expect(name()).toBe('8fdb2674');
});
