import { expect, test } from 'vitest';
import { metaLimitOf, settingsOnRecord } from './common-settings.ts';
import { recordedSettings } from './recorded.ts';
import { type GivenSettings, readSettings } from './settings.ts';
import { STRATEGIES } from './strategies/index.ts';

test('a small context decides on the prompt where nothing else does', () => {
  expect(readSettings({})).toMatchObject({ prompt: 'full', context: 'best-k' });
  expect(readSettings({ prompt: 'auto' }, { contextSize: 640 })).toMatchObject({
    prompt: 'compact',
    context: 'best-k',
  });
  expect(readSettings({ prompt: 'full' }, { contextSize: 640 })).toMatchObject({ prompt: 'full' });
});

test('collected trajectories are a conversation, but for the compact prompt', () => {
  expect(readSettings({}, { command: 'collect' })).toMatchObject({ prompt: 'full', context: 'all' });
  expect(readSettings({}, { command: 'collect', contextSize: 640 })).toMatchObject({
    prompt: 'compact',
    context: 'last',
  });
  expect(readSettings({ prompt: 'compact', context: 'best-k' }, { command: 'collect' })).toMatchObject({
    context: 'best-k',
  });
});

test('what was settled stays, down to the order that runs are found by', () => {
  for (const contextSize of [640, undefined]) {
    const settings = readSettings({ turns: 2 }, { contextSize, command: 'collect' });
    expect(JSON.stringify(readSettings(settings))).toBe(JSON.stringify(settings));
    expect(JSON.stringify(readSettings({ ...settings }, { contextSize: 100_000 }))).toBe(JSON.stringify(settings));
  }
});

test('a form that there is not is refused by name', () => {
  expect(() => readSettings({ prompt: 'short' as 'full' })).toThrow(
    expect.objectContaining({
      code: 'invalid-option',
      message: expect.stringMatching(/`prompt`.*auto, full or compact.*short/),
    }),
  );
});

test('settings are in the order that runs of earlier versions are found by, whoever they belong to', () => {
  expect(JSON.stringify(settingsOnRecord(readSettings({ turns: 3, start: 'none' })))).toBe(
    '{"turns":3,"candidates":1,"horizon":null,"validation":128,"test":500,"repeats":1,"seed":0,"context":"best-k",' +
      '"prompt":"full","selection":"best","golds":true,"racing":"paired","start":"none","review":"on-findings",' +
      '"cache":"use","metaTemperature":0.8,"metaMaxTokens":4096,"maxTokens":null,"maxRepairs":3}',
  );
});

test('a setting of another strategy is refused by name', () => {
  expect(readSettings({ strategy: 'best-of-n', context: 'last' })).not.toHaveProperty('horizon');
  expect(() => readSettings({ strategy: 'best-of-n', horizon: 2 })).toThrow(
    expect.objectContaining({
      code: 'foreign-setting',
      exitCode: 2,
      message: 'Expected no `horizon` with strategy `best-of-n`: it is a setting of w4s and guide',
    }),
  );
});

test('a strategy that there is not is refused with those that there are', () => {
  expect(() => readSettings({ strategy: 'w5s' as 'w4s' })).toThrow(
    expect.objectContaining({
      code: 'unknown-strategy',
      exitCode: 2,
      message: `Expected \`strategy\` to be one of ${Object.keys(STRATEGIES).join(', ')}, got \`w5s\`. Did you mean \`w4s\`?`,
    }),
  );
});

test('what came later is on record where it is not as it always was', () => {
  const settings = readSettings({ objective: 'pareto', maxCallsPerItem: 8 });
  expect(settings).toMatchObject({ racing: 'off', minAccuracy: null });
  expect(settingsOnRecord(settings)).toMatchObject({ objective: 'pareto', maxCallsPerItem: 8 });
  expect(settingsOnRecord(settings)).not.toHaveProperty('minAccuracy');
});

test.each<[GivenSettings, limit: number, onRecord: object]>([
  [{ maxTokens: 512 }, 512, { metaMaxTokens: 4096 }],
  [{ maxTokens: 512, metaMaxTokens: 600 }, 600, { metaMaxTokens: 600 }],
  [{ maxTokens: 512, metaMaxTokens: 4096 }, 4096, { metaMaxTokens: 4096, metaMaxTokensSet: true }],
  [{ metaMaxTokens: 4096 }, 4096, { metaMaxTokens: 4096 }],
  [{ maxTokens: 8_192, metaMaxTokens: 4096 }, 4096, { metaMaxTokens: 4096 }],
])('%j gives the meta-agent %i tokens, also in a run that goes on', (given, limit, onRecord) => {
  const settings = readSettings(given);
  const record = settingsOnRecord(settings);
  expect(Object.fromEntries(Object.entries(record).filter(([name]) => name.startsWith('metaMax')))).toEqual(onRecord);
  const again = readSettings(recordedSettings({ id: 'r', config: JSON.stringify({ ...RUN, settings: record }) }));
  expect([metaLimitOf(settings), metaLimitOf(again)]).toEqual([limit, limit]);
  expect(JSON.stringify(settingsOnRecord(again))).toBe(JSON.stringify(record));
});

const RUN = { task: 'sums', executor: 'openai:m', meta: 'openai:n' };

test.each([
  [{ objective: 'pareto' as const, racing: 'paired' as const }, /`racing` to be off/],
  [{ maxSecondsPerItem: 5, racing: 'exact' as const }, /`racing` to be off/],
  [{ minAccuracy: 0.5 }, /no `minAccuracy` where the most accurate/],
  [{ objective: 'cheap' as 'pareto' }, /`objective` to be one of accuracy, cost-per-correct, pareto/],
  [{ objective: 'pareto' as const, minAccuracy: 1.5 }, /`minAccuracy` to be at most 1/],
  [{ maxCallsPerItem: 0 }, /`maxCallsPerItem` to be at least 1/],
  [{ maxUsdPerItem: 0 }, /`maxUsdPerItem` to be above 0/],
])('refused: %j', (given, message) => {
  expect(() => readSettings(given)).toThrow(message);
});
