import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeBareGguf } from '../../../tests/support/gguf-files.ts';
import { FREE, assertPriced, parseModel, priceSnapshot } from '../../model/index.ts';
import { openSession } from '../../session/index.ts';
import { pocketProvider, readManifest } from './index.ts';
import { writePocket } from '../../../tests/support/pocket-files.ts';

const root = mkdtempSync(join(tmpdir(), 'w4s-pocket-'));
afterAll(() => rmSync(root, { recursive: true }));
const one = writeBareGguf(join(root, 'one.gguf'), { 'general.name': 'one' });
const two = writeBareGguf(join(root, 'two.gguf'), { 'general.name': 'two' });
let folders = 0;
const pocket = (weights: Record<string, string> = { executor: one, meta: two }): string =>
  writePocket(join(root, String(folders++)), weights);

/** What a session does with a model's text before anything is paid. */
function identify(folder: string, text: string): string {
  const { provider } = pocketProvider({ folder });
  const { id, name } = parseModel(text, { providers: [provider], env: {} });
  return provider.open(name, { id, config: {}, env: {} }).id;
}

it('reads the manifest', () => {
  const folder = pocket();
  expect(readManifest(folder)).toMatchObject([
    { name: 'executor', role: 'executor', contextSize: 256, path: join(folder, 'executor.gguf') },
    { name: 'meta', role: 'meta', about: 'Tiny meta.' },
  ]);
});

it.each<[string, string, (folder: string) => void, string]>([
  [
    'a manifest that is not there',
    'installation-incomplete',
    (folder) => rmSync(join(folder, 'pocket.json')),
    'pocket.json',
  ],
  [
    'weights that are not there',
    'installation-incomplete',
    (folder) => rmSync(join(folder, 'executor.gguf')),
    'executor.gguf',
  ],
  [
    'a manifest that is no JSON',
    'weights-corrupt',
    (folder) => writeFileSync(join(folder, 'pocket.json'), '{"models": ['),
    'pocket.json',
  ],
  [
    'a manifest without a field',
    'weights-corrupt',
    (folder) => writeFileSync(join(folder, 'pocket.json'), '{"models": [{"name": "executor"}]}'),
    'sha256',
  ],
  [
    'a path in the manifest',
    'weights-corrupt',
    (folder) =>
      writeFileSync(
        join(folder, 'pocket.json'),
        readFileSync(join(folder, 'pocket.json'), 'utf8').replace('executor.gguf', '../one.gguf'),
      ),
    'file',
  ],
  [
    'weights with a byte more',
    'weights-corrupt',
    (folder) => appendFileSync(join(folder, 'executor.gguf'), 'x'),
    'executor.gguf` to have',
  ],
  [
    'weights with another byte',
    'weights-corrupt',
    (folder) => writeFileSync(join(folder, 'executor.gguf'), readFileSync(two)),
    'SHA-256',
  ],
])('refuses %s', (_, code, damage, part) => {
  const folder = pocket();
  damage(folder);
  expect(() => identify(folder, 'pocket:executor')).toThrow(
    expect.objectContaining({
      code,
      exitCode: 1,
      message: expect.stringContaining(part),
      hint: expect.stringContaining('npm install'),
    }),
  );
});

it.each([
  ['pocket:exector', 'Did you mean `executor`? Available: executor, meta.'],
  ['pocket:zzzzzzzzzzz', 'Available: executor, meta.'],
])('%s is unknown', (text, hint) => {
  expect(() => identify(pocket(), text)).toThrow(expect.objectContaining({ code: 'unknown-model', exitCode: 2, hint }));
});

it.each(['pocket', 'gguf'])(
  'the identity of a %s model changes with its weights, and a pinned one must fit',
  async (kind) => {
    const folder = pocket();
    const session = await openSession({ store: ':memory:', config: {}, env: { W4S_POCKET: folder } });
    try {
      const text = kind === 'pocket' ? 'pocket:executor' : `gguf:${join(folder, 'executor.gguf')}`;
      const before = session.identify(text);
      expect(before).toBe(`${text}@${readManifest(folder)[0]!.sha256.slice(0, 8)}`);
      expect(session.identify(before)).toBe(before);
      writePocket(folder, { executor: two });
      expect(session.identify(text)).toMatch(/@[0-9a-f]{8}$/);
      expect(session.identify(text)).not.toBe(before);
      expect(() => session.identify(before)).toThrow(
        expect.objectContaining({ code: 'weights-changed', exitCode: 2, message: expect.stringContaining(before) }),
      );
    } finally {
      await session.close();
    }
  },
);

it('models that run here cost nothing under a budget, and the manifest tells their context', async () => {
  const folder = pocket();
  const session = await openSession({ store: ':memory:', config: {}, env: { W4S_POCKET: folder } });
  try {
    const models = [session.identify('pocket:executor'), session.identify(`gguf:${join(folder, 'executor.gguf')}`)];
    expect(priceSnapshot(models, session.priceSources)).toEqual({ [models[0]!]: FREE, [models[1]!]: FREE });
    assertPriced(models, 1, session.priceSources);
    expect(() => assertPriced(['sim:executor'], 1, session.priceSources)).toThrow(
      expect.objectContaining({ code: 'budget-unpriced' }),
    );
    expect(
      ['pocket:meta', models[0]!, models[1]!, 'sim:meta', 'vllm:x'].map((model) => session.contextSize(model)),
    ).toEqual([256, 256, undefined, undefined, undefined]);
  } finally {
    await session.close();
  }
});
