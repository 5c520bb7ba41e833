import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Store, findModel, openStore, saveModel } from '../../store/index.ts';
import { hotLoad } from './model-server.ts';
import { trainedProvider } from './provider.ts';
import { startTrainedServer } from './server.ts';

const python = process.env['W4S_TRAINER_PYTHON'];
const trainer = fileURLToPath(new URL('../../../trainer', import.meta.url));
const PYTHONPATH = [join(trainer, 'src'), join(trainer, 'tests')].join(delimiter);
const MAKE = `
import sys, tiny
from pathlib import Path
from w4s_trainer.model.load import load_weights
import torch
folder = Path(sys.argv[1])
tiny.save_base(folder / "base")
for seed, name in enumerate(("one", "two")):
    plain = load_weights(str(folder / "base"), dtype=torch.float32, device=torch.device("cpu"))
    tiny.save_adapter(folder / name, plain, rank=2, alpha=8, seed=seed)
`;

describe.skipIf(python === undefined)('trained: (skipped without W4S_TRAINER_PYTHON)', () => {
  let folder: string;
  let store: Store;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'w4s-trained-'));
    execFileSync(python!, ['-c', MAKE, folder], { env: { ...process.env, PYTHONPATH }, stdio: 'pipe' });
    const counting = join(folder, 'python');
    const count = `case "$*" in *" serve "*) echo start >> '${folder}/starts';; esac`;
    await writeFile(counting, `#!/bin/sh\n${count}\nPYTHONPATH='${PYTHONPATH}' exec '${python}' "$@"\n`);
    await chmod(counting, 0o755);
    vi.stubEnv('W4S_TRAINER_PYTHON', counting);
    store = await openStore(join(folder, 'store.db'));
    const rows = {
      base: join(folder, 'base'),
      method: 'rlao',
      status: 'trained' as const,
      created_at: 0,
      dataset: '{}',
      options: '{"lora":2}',
    };
    for (const name of ['one', 'two']) await saveModel(store, { ...rows, name, path: join(folder, name) });
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('who waits for the trainer to be installed is told', async () => {
    const told: string[] = [];
    const env = {
      PATH: process.env['PATH'],
      PIP_NO_INDEX: '1',
      PIP_CONFIG_FILE: '/dev/null',
      W4S_CACHE: join(folder, 'cache'),
    };
    const { provider, close } = trainedProvider(store, { env, onProgress: (text) => told.push(text) });
    const model = provider.open('one', { id: 'trained:one', config: {}, env: {} });
    await expect(model.complete({ messages: [{ role: 'user', content: 'hi' }] })).rejects.toThrow(/trainer/);
    expect(told).toContainEqual(expect.stringMatching(/^Installing torch/));
    await close();
  });

  test('adapters of one base share a server, and 24 requests at once get what they get alone', async () => {
    const { provider, close } = trainedProvider(store);
    try {
      const models = ['one', 'two'].map((name) => provider.open(name, { id: `trained:${name}`, config: {}, env: {} }));
      const ask = async (at: number) => {
        const request = {
          messages: [{ role: 'user' as const, content: `improve it ${at % 3}` }],
          temperature: 0,
          maxTokens: 12,
        };
        return (await models[at % 2]!.complete(request)).choices[0]!.text;
      };
      const together = await Promise.all(Array.from({ length: 24 }, (_, at) => ask(at)));
      for (const [at, text] of together.entries()) expect(text).toBe(together[at % 6]);
      for (const at of [0, 1]) expect(await ask(at)).toBe(together[at]);
      expect(together[0]).not.toBe(together[3]);
    } finally {
      await close();
    }
    expect((await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n')).toEqual(['start']);
  }, 120_000);

  test('a server takes an adapter again, read anew, and no other one under its name', async () => {
    const [one, two] = [await findModel(store, 'one'), await findModel(store, 'two')];
    const server = await startTrainedServer(one, {});
    const answer = async (): Promise<string> => {
      const body = {
        model: 'two',
        messages: [{ role: 'user', content: 'improve it' }],
        temperature: 0,
        max_tokens: 12,
      };
      const reply = await fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return ((await reply.json()) as { choices: { message: { content: string } }[] }).choices[0]!.message.content;
    };
    const weights = (name: string) => join(folder, name, 'adapter_model.safetensors');
    const before = await readFile(weights('two'));
    try {
      await hotLoad(two, server.url);
      const first = await answer();
      await hotLoad(two, `${server.url}/`);
      expect(await answer()).toBe(first);
      await writeFile(weights('two'), await readFile(weights('one')));
      await hotLoad(two, server.url);
      expect(await answer()).not.toBe(first);
      await expect(hotLoad({ ...two, path: one.path }, server.url)).rejects.toMatchObject({
        code: 'hot-load-failed',
        message: expect.stringContaining(`serves something else as \`two\`: ${two.path}`),
        hint: expect.stringContaining('unload_lora_adapter'),
      });
    } finally {
      await writeFile(weights('two'), before);
      await server.close();
    }
    await expect(hotLoad(two, server.url)).rejects.toMatchObject({ code: 'hot-load-failed' });
  }, 120_000);
});
