import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Dataset } from '../dataset.ts';
import type { TrainingRow } from '../rows.ts';
import { type ExportOptions, writeExport } from '../write.ts';
import { EXPORT_FORMATS } from './formats.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-export-'));
  path = join(folder, 'data', 'rows.jsonl');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const first = [
  { role: 'system' as const, content: 'S' },
  { role: 'user' as const, content: 'one ü' },
];
const second = [...first, { role: 'assistant' as const, content: 'aaaa' }, { role: 'user' as const, content: 'two' }];
const place = {
  version: 1 as const,
  episode: 'r/e0',
  task: 't',
  kind: 'action' as const,
  finish: 'stop' as const,
  tokens: null,
};

function row(turn: number, slot: number, completion: string, reward: number, weight: number): TrainingRow {
  return {
    ...place,
    id: `r/t0${turn}c${slot}#0`,
    state: `r/t0${turn}`,
    turn,
    slot,
    messages: turn === 1 ? first : second,
    completion,
    reward,
    weight,
  };
}

/**
 * Two states; wbar over characters is (4 x 4 + 4 x 1 + 8 x 2 + 4 x 0) / (4 + 4 + 8) = 2.25 without the row of
 * weight 0.
 */
const ROWS: TrainingRow[] = [
  row(1, 0, 'aaaa', 1, 4),
  row(1, 1, 'bbbb', 0, 1),
  row(2, 0, 'cccccccc', 0.5, 2),
  row(2, 1, 'dddd', 0, 0),
];
const REPAIR: TrainingRow = {
  ...row(1, 1, 'fixed', 1, 4),
  id: 'r/t01c1#1',
  kind: 'repair',
  messages: [...first, { role: 'assistant', content: 'bbbb' }, { role: 'user', content: 'fix' }],
};
const CUT: TrainingRow = { ...row(1, 2, 'eee', 0, 1), finish: 'length' };

function dataset(rows: TrainingRow[], weights: 'column' | 'resample' = 'column'): Dataset {
  return { rows, facts: { weights } as Dataset['facts'] };
}

async function written(rows: TrainingRow[], options: Partial<ExportOptions>) {
  const facts = await writeExport(dataset(rows), { path, ...options });
  return { facts, text: await readFile(path, 'utf8') };
}

const S = '{"role":"system","content":"S"},{"role":"user","content":"one ü"}';
const HISTORY = (extra: string): string =>
  `${S},{"role":"assistant","content":"aaaa"${extra}},{"role":"user","content":"two"}`;

const HEAD = '"version":1,"episode":"r/e0","task":"t","kind":"action","finish":"stop","tokens":null';

const rowAt = (turn: number, slot: number): string =>
  `{${HEAD},"id":"r/t0${turn}c${slot}#0","state":"r/t0${turn}","turn":${turn},"slot":${slot}`;
const assistant = (content: string, more = ''): string => `{"role":"assistant","content":"${content}"${more}}`;

const golden: [string, string[], Record<string, number>][] = [
  [
    'w4s',
    [
      `${rowAt(1, 0)},"messages":[${S}],"completion":"aaaa","reward":1,"weight":4}`,
      `${rowAt(1, 1)},"messages":[${S}],"completion":"bbbb","reward":0,"weight":1}`,
      `${rowAt(2, 0)},"messages":[${HISTORY('')}],"completion":"cccccccc","reward":0.5,"weight":2}`,
    ],
    { 'weight 0': 1 },
  ],
  [
    'ms-swift',
    [
      `{"messages":[${S},{"role":"assistant","content":"aaaa","loss":true,"loss_scale":1.77778}]}`,
      `{"messages":[${S},{"role":"assistant","content":"bbbb","loss":true,"loss_scale":0.444444}]}`,
      `{"messages":[${HISTORY(',"loss":false')},${assistant('cccccccc', ',"loss":true,"loss_scale":0.888889')}]}`,
    ],
    { 'weight 0': 1 },
  ],
  [
    'fireworks',
    [
      `{"messages":[${S},{"role":"assistant","content":"aaaa"}],"weight":1.77778}`,
      `{"messages":[${S},{"role":"assistant","content":"bbbb"}],"weight":0.444444}`,
      `{"messages":[${HISTORY(',"weight":0')},{"role":"assistant","content":"cccccccc"}],"weight":0.888889}`,
    ],
    { 'weight 0': 1 },
  ],
  [
    'dpo',
    [
      `{"prompt":[${S}],"chosen":[${assistant('aaaa')}],"rejected":[${assistant('bbbb')}]}`,
      `{"prompt":[${HISTORY('')}],"chosen":[${assistant('cccccccc')}],"rejected":[${assistant('dddd')}]}`,
    ],
    {},
  ],
  [
    'kto',
    [
      `{"prompt":[${S}],"completion":[{"role":"assistant","content":"aaaa"}],"label":true}`,
      `{"prompt":[${S}],"completion":[{"role":"assistant","content":"bbbb"}],"label":false}`,
      `{"prompt":[${HISTORY('')}],"completion":[{"role":"assistant","content":"cccccccc"}],"label":true}`,
      `{"prompt":[${HISTORY('')}],"completion":[{"role":"assistant","content":"dddd"}],"label":false}`,
    ],
    {},
  ],
];

describe('golden texts', () => {
  test.each(golden)('%s', async (format, lines, leftOut) => {
    const { facts, text } = await written(ROWS, { format });
    expect(text).toBe(lines.map((line) => `${line}\n`).join(''));
    expect(facts).toMatchObject({ format, path, records: lines.length, bytes: Buffer.byteLength(text), leftOut });
    expect(facts.notExpressed.length > 0).toBe(format !== 'w4s');
  });

  test('chat: rows resampled by weight and shuffled, history turns switched off', async () => {
    const { facts, text } = await written(ROWS, { format: 'chat', seed: 2 });
    const conversations = [
      `{"messages":[${S},{"role":"assistant","content":"aaaa"}]}`,
      `{"messages":[${S},{"role":"assistant","content":"bbbb"}]}`,
      `{"messages":[${HISTORY(',"weight":0')},{"role":"assistant","content":"cccccccc"}]}`,
    ];
    const lines = text.trimEnd().split('\n');
    const counts = conversations.map((conversation) => lines.filter((line) => line === conversation).length);
    // Expected copies are 3 x [4, 1, 2] / 7 = 1.71, 0.43, 0.86.
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3);
    [1.71, 0.43, 0.86].forEach((wanted, i) => expect(Math.abs(counts[i]! - wanted)).toBeLessThan(1));
    expect(facts.leftOut).toEqual({ 'weight 0': 1, 'not drawn': counts.filter((count) => count === 0).length });
    expect((await written(ROWS, { format: 'chat', seed: 2 })).text).toBe(text);
  });
});

describe('what the formats are told', () => {
  test('weights are written with mean 1 over sampled tokens where all rows have them', async () => {
    const rows = [
      { ...ROWS[0]!, tokens: [1] },
      { ...ROWS[1]!, tokens: [1, 2, 3] },
    ];
    const { text } = await written(rows, { format: 'fireworks' });
    // wbar = (1 x 4 + 3 x 1) / 4
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { weight: number }).weight),
    ).toEqual([2.28571, 0.571429]);
  });

  test.each(['ms-swift', 'fireworks', 'dpo', 'kto', 'chat'])(
    '%s leaves out what was cut at the token limit',
    async (format) => {
      const { facts, text } = await written([...ROWS, CUT], { format });
      expect(facts.leftOut).toMatchObject({ 'cut at the token limit': 1 });
      expect(text).not.toContain('eee');
    },
  );

  test.each(['ms-swift', 'fireworks', 'chat'])('%s writes no failures where all successes were cut', async (format) => {
    const failures = [row(1, 0, 'x', 0, 0), row(1, 1, 'y', 0, 0)];
    await expect(written([CUT, ...failures], { format })).rejects.toMatchObject({ code: 'empty-export' });
  });

  test('w4s keeps it, marked', async () => {
    expect((await written([...ROWS, CUT], { format: 'w4s' })).text).toContain('"finish":"length"');
  });

  test('dpo: the first of equal bests, no repairs, no state without a preference', async () => {
    const rows = [
      row(1, 0, 'x', 1, 1),
      row(1, 1, 'y', 1, 1),
      row(1, 2, 'z', 0.5, 1),
      row(1, 3, 'w', 0, 1),
      REPAIR,
      row(2, 0, 'p', 0, 1),
      row(2, 1, 'q', 0, 1),
    ];
    const { facts, text } = await written(rows, { format: 'dpo' });
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { prompt: first, chosen: [{ role: 'assistant', content: 'x' }], rejected: [{ role: 'assistant', content: 'w' }] },
    ]);
    expect(facts.leftOut).toEqual({ repair: 1, 'state without a preference': 1, 'action between best and worst': 2 });
  });

  test('dpo: a pair has one prompt, so actions that follow on drafts of their own form none', async () => {
    const after = (draft: string, one: TrainingRow): TrainingRow => ({
      ...one,
      messages: [...first, { role: 'assistant', content: draft }, { role: 'user', content: 'reflect' }],
    });
    const rows = [
      row(1, 0, 'x', 1, 1),
      row(1, 1, 'y', 0, 1),
      after('one', row(1, 2, 'z', 0.5, 1)),
      after('other', row(1, 3, 'w', 0, 1)),
    ];
    const { facts, text } = await written(rows, { format: 'dpo' });
    expect(JSON.parse(text)).toEqual({
      prompt: first,
      chosen: [{ role: 'assistant', content: 'x' }],
      rejected: [{ role: 'assistant', content: 'y' }],
    });
    expect(facts.leftOut).toEqual({ 'state without a preference': 2 });
  });

  test('kto tells how to balance its two kinds', async () => {
    const rows = [row(1, 0, 'x', 1, 1), row(1, 1, 'y', 0, 1), row(1, 2, 'z', 0, 1)];
    expect((await written(rows, { format: 'kto' })).facts.notes).toEqual([
      '1 desirable and 2 undesirable rows: set KTOConfig(desirable_weight=2), so that both kinds count equally.',
    ]);
  });

  test('fireworks tells when there are too few examples', async () => {
    expect((await written(ROWS.slice(0, 2), { format: 'fireworks' })).facts.notes).toEqual([
      'Fireworks requires at least 3 examples; this file has 2.',
    ]);
  });
});

describe('writing', () => {
  async function failure(rows: TrainingRow[], options: Partial<ExportOptions>, weights?: 'resample'): Promise<unknown> {
    return writeExport(dataset(rows, weights), { path, ...options }).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  test('an export replaces what stood there only when it is whole', async () => {
    await written(ROWS, {});
    const before = await readFile(path, 'utf8');
    expect(await failure([row(1, 0, 'x', 0, 1)], { format: 'dpo' })).toMatchObject({
      code: 'empty-export',
      message: expect.stringContaining('1 state without a preference'),
    });
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(await readdir(join(folder, 'data'))).toEqual(['rows.jsonl']);
  });

  test.each(EXPORT_FORMATS)('%s: no rows are an empty export', async (format) => {
    expect(await failure([], { format })).toMatchObject({ code: 'empty-export' });
  });

  test.each([
    ['weight', Number.NaN],
    ['weight', -1],
    ['weight', Infinity],
    ['reward', Number.NaN],
  ])('a %s of %d is refused by name', async (field, value) => {
    expect(await failure([ROWS[0]!, { ...ROWS[1]!, [field]: value }], {})).toMatchObject({
      code: 'invalid-weight',
      message: expect.stringContaining('r/t01c1#0'),
    });
  });

  test('an unknown format names the nearest', async () => {
    expect(await failure(ROWS, { format: 'msswift' })).toMatchObject({
      code: 'unknown-format',
      exitCode: 2,
      message: expect.stringContaining('Did you mean `ms-swift`?'),
    });
  });

  test('pairs of resampled rows make no sense', async () => {
    expect(await failure(ROWS, { format: 'dpo' }, 'resample')).toMatchObject({ code: 'invalid-option' });
  });

  test('a folder that is a file', async () => {
    await writeFile(join(folder, 'data'), '');
    expect(await failure(ROWS, {})).toMatchObject({ code: 'file-unwritable', message: expect.stringContaining(path) });
  });
});
