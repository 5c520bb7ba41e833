import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { HAND_COMPUTED, recordRun } from '../../tests/support/trajectories.ts';
import { type Store, findModel, openStore, saveModel } from '../store/index.ts';
import { type Manner, continued } from './continued.ts';
import { type TrainOptions, train } from './train.ts';

const MANNER: Manner = {
  lora: null,
  trainerArgs: ['--epochs', '2', '--drop-long', '--lr', '0.0001', '--device', 'cpu'],
  data: { method: 'rlao', tau: 0.4, tasks: ['gsm8k'] },
};
const ROW = { name: 'begun', base: 'b', method: 'rlao', path: '', dataset: '{"method":"rlao"}', card: null };
const MODEL = { ...ROW, status: 'interrupted' as const, reason: null, created_at: 1, finished_at: null };

describe('what lies there is not lost', () => {
  const folder = temporaryFolders();
  let store: Store;
  let path: string;

  beforeEach(async () => {
    const place = folder();
    store = await openStore(join(place, 'w4s.db'));
    await recordRun(store, HAND_COMPUTED);
    path = join(place, 'begun');
    await mkdir(path);
    await writeFile(join(path, 'rows.jsonl'), 'the rows that it began with\n');
    await saveModel(store, { ...MODEL, options: JSON.stringify(MANNER) });
    return () => store.close();
  });

  test.each<[string, string, Partial<TrainOptions>, string]>([
    ['a checkpoint', 'checkpoint/progress.json', { method: 'sft-all' }, 'model-exists'],
    ['the checkpoint before', 'checkpoint.old/progress.json', {}, 'model-exists'],
    ['a trained model', 'card.json', {}, 'model-exists'],
    ['a trained model to resume', 'card.json', { resume: true }, 'model-exists'],
    ['another rank', 'checkpoint/progress.json', { resume: true, lora: 8 }, 'resume-mismatch'],
    ['other rows', 'checkpoint/progress.json', { resume: true, method: 'sft-all' }, 'resume-mismatch'],
  ])('%s', async (_, file, options, code) => {
    await mkdir(join(path, file, '..'), { recursive: true });
    await writeFile(join(path, file), '{}');
    const before = await findModel(store, 'begun');
    const trained = train({ store, base: '/nowhere', name: 'begun', out: path, ...options });
    await expect(trained).rejects.toMatchObject({ code, exitCode: 2 });
    expect(await readFile(join(path, 'rows.jsonl'), 'utf8')).toBe('the rows that it began with\n');
    expect(await findModel(store, 'begun')).toEqual(before);
  });
});

describe('a training goes on as it began', () => {
  const model = { ...MODEL, options: JSON.stringify(MANNER) };

  test.each<[Partial<Manner>, string[]]>([
    [{}, [...MANNER.trainerArgs]],
    [MANNER, [...MANNER.trainerArgs]],
    [
      { trainerArgs: ['--device', 'cuda', '--micro-tokens', '4096', '--gradient-checkpointing'] },
      '--epochs 2 --drop-long --lr 0.0001 --device cuda --micro-tokens 4096 --gradient-checkpointing'.split(' '),
    ],
  ])('%j', (given, trainerArgs) => {
    expect(continued(model, given)).toEqual({ ...MANNER, trainerArgs });
  });

  test.each<[Partial<Manner>, RegExp]>([
    [{ lora: 16 }, /`--lora` to be left away/],
    [{ trainerArgs: ['--epochs', '3'] }, /`--epochs` to be `2`.*got `3`/],
    [{ trainerArgs: ['--seed', '1'] }, /`--seed`/],
    [{ data: { tau: 1 } }, /`tau` to be `0.4`/],
    [{ data: { tasks: ['gsm8k', 'mgsm'] } }, /`tasks`/],
  ])('%j is another training', (given, message) => {
    expect(() => continued(model, given)).toThrow(message);
  });

  test('rows of a training that earlier versions began are not compared', () => {
    const { data: _, ...old } = MANNER;
    expect(continued({ ...MODEL, options: JSON.stringify(old) }, { data: { tau: 1 } })).toEqual(old);
  });

  test('what the trainer lets change may change', () => {
    const source = readFileSync(new URL('../../trainer/src/w4s_trainer/train/options.py', import.meta.url), 'utf8');
    const [, inside = ''] = /RESULT_NEUTRAL = frozenset\(\s*\{(.*?)\}/s.exec(source) ?? [];
    const names = [...inside.matchAll(/"(\w+)"/g)].map(([, name = '']) => name);
    const flags = names.filter((name) => !['data', 'base', 'out', 'resume'].includes(name));
    expect(flags.length).toBeGreaterThan(4);
    for (const flag of flags) continued(model, { trainerArgs: [`--${flag.replaceAll('_', '-')}`, 'x'] });
  });
});
