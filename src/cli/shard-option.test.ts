import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { shardHere, storeOfShard } from './shard-option.ts';

const folder = temporaryFolders();
const SHARD = { index: 2, of: 4 };

test.each([
  ['a file of its own beside the store of all', { usual: 'runs/all.db' }, 'runs/all.shard-2-of-4.db'],
  ['what the command itself names', { usual: 'own.db', named: 'own.db' }, 'own.db'],
  ['one database for all', { usual: 'postgres://ada@db/w4s' }, 'postgres://ada@db/w4s'],
])('the store of a shard: %s', async (_, stores, expected) => {
  expect(await storeOfShard(SHARD, stores)).toBe(expected);
});

test('shards of another array beside the store that a variable names are seen', async () => {
  const place = folder();
  writeFileSync(join(place, 'all.shard-3-of-8.db'), '');
  vi.stubEnv('SLURM_ARRAY_TASK_ID', '1').stubEnv('SLURM_ARRAY_TASK_COUNT', '2');
  try {
    const usual = join(place, 'all.db');
    await expect(shardHere(undefined, { usual })).rejects.toMatchObject({ code: 'slurm-array' });
    await expect(shardHere(undefined, { usual, named: usual })).resolves.toMatchObject({ shard: { index: 2, of: 2 } });
  } finally {
    vi.unstubAllEnvs();
  }
});
