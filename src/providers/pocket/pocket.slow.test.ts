import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli } from '../../../tests/support/cli.ts';
import { PYTHON, makeTiny } from '../../../tests/support/tiny-gguf.ts';
import type { CompletionRequest } from '../../model/contract.ts';
import { memoryCallStore } from '../../model/call-store.ts';
import { httpModel, openModel } from '../../model/index.ts';
import { type PocketServer, pocketProvider, readManifest, servePocket } from './index.ts';
import { writePocket } from '../../../tests/support/pocket-files.ts';

const messages = [{ role: 'user' as const, content: 'improve it' }];

// W4S_TRAINER_PYTHON names a Python with the trainer's packages; without it these tests are skipped.
describe.skipIf(!PYTHON)('pocket models', () => {
  let root: string;
  let folder: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'w4s-pocket-'));
    await makeTiny(root);
    folder = writePocket(join(root, 'models'), { executor: join(root, 'q8_0.gguf'), meta: join(root, 'f16.gguf') });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const fingerprint = (of = folder): string => readManifest(of)[0]!.sha256.slice(0, 8);

  it('two providers at once answer alike, for nothing, under a name that holds the fingerprint', async () => {
    const providers = [pocketProvider({ folder }), pocketProvider({ folder })];
    const request: CompletionRequest = { messages, n: 4, seed: 3, maxTokens: 12 };
    const models = providers.map(({ provider }) => openModel('pocket:executor', { providers: [provider], env: {} }));
    const [one, other] = await Promise.all(models.map((model) => model.complete(request)));
    expect(one!.choices).toEqual(other!.choices);
    expect(one).toMatchObject({ costUsd: 0, model: `pocket:executor@${fingerprint()}` });
    expect(models[0]!.id).toBe(one!.model);
    await Promise.all(providers.map(({ close }) => close()));
  });

  it('an answer of other weights does not come from the cache', async () => {
    const changing = writePocket(join(root, 'changing'), { executor: join(root, 'q8_0.gguf') });
    const calls = memoryCallStore();
    const { provider, close } = pocketProvider({ folder: changing });
    const ask = () =>
      openModel('pocket:executor', { providers: [provider], env: {}, calls }).complete({
        messages,
        seed: 1,
        maxTokens: 8,
      });
    const [first, again] = [await ask(), await ask()];
    const before = fingerprint(changing);
    writePocket(changing, { executor: join(root, 'f16.gguf') });
    const other = await ask();
    expect([first, again, other].map(({ fresh }) => fresh.requests)).toEqual([1, 0, 1]);
    expect(fingerprint(changing)).not.toBe(before);
    expect(other.model).toBe(`pocket:executor@${fingerprint(changing)}`);
    await close();
  });

  describe('over HTTP', () => {
    let server: PocketServer;
    beforeAll(async () => {
      server = await servePocket({ folder });
    });
    afterAll(() => server.close());
    const post = (body: unknown) =>
      fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });

    it('lists them', async () => {
      const { data } = (await (await fetch(`${server.url}/models`)).json()) as { data: object[] };
      expect(data).toMatchObject([
        { id: 'executor', role: 'executor', max_model_len: 256 },
        { id: 'meta', object: 'model' },
      ]);
    });

    it('says what the same model says here, with the same usage for one prompt', async () => {
      const { provider, close } = pocketProvider({ folder });
      const request: CompletionRequest = { messages, n: 3, seed: 5, temperature: 0.9, maxTokens: 12, logprobs: true };
      const here = await openModel('pocket:executor', { providers: [provider], env: {} }).complete(request);
      const there = await httpModel({ id: 'x', name: `executor@${fingerprint()}`, baseUrl: server.url }).complete(
        request,
      );
      expect(there.choices).toEqual(here.choices);
      expect(there.usage).toEqual({
        promptTokens: here.usage.promptTokens / 3,
        completionTokens: here.usage.completionTokens,
      });
      expect(there.model).toBe(`executor@${fingerprint()}`);
      await close();
    });

    it('heeds max_completion_tokens and JSON, from both models at once', async () => {
      const bodies = ['executor', 'meta'].map((model) => ({
        model,
        messages,
        max_completion_tokens: 9,
        seed: 1,
        response_format: { type: 'json_object' },
        n: 2,
      }));
      for (const response of await Promise.all(bodies.map(post))) {
        const { choices, usage } = (await response.json()) as {
          choices: { message: { content: string } }[];
          usage: Record<string, number>;
        };
        expect(choices).toHaveLength(2);
        for (const { message } of choices) expect(message.content).toMatch(/^\{\s*("|\}|$)/);
        expect(usage['completion_tokens']).toBeLessThanOrEqual(18);
        expect(usage['total_tokens']).toBe(usage['prompt_tokens']! + usage['completion_tokens']!);
      }
    });

    it.each<[string, unknown, number, string]>([
      ['a stream', { model: 'executor', messages, stream: true }, 400, 'unsupported_parameter'],
      ['a stop word', { model: 'executor', messages, stop: ['x'] }, 400, 'unsupported_parameter'],
      ['a schema', { model: 'executor', messages, response_format: { type: 'json_schema' } }, 400, 'unsupported_value'],
      ['a role', { model: 'executor', messages: [{ role: 'tool', content: 'x' }] }, 400, 'unsupported_value'],
      ['a model', { model: 'gpt-6-sol', messages }, 404, 'model_not_found'],
      ['other weights', { model: 'executor@00000000', messages }, 404, 'model_not_found'],
      ['no messages', { model: 'executor', messages: [] }, 400, 'invalid_value'],
      ['no JSON', '{"model"', 400, 'invalid_json'],
      [
        'a prompt that does not fit',
        { model: 'executor', messages: [{ role: 'user', content: 'word '.repeat(300) }] },
        400,
        'context_length_exceeded',
      ],
    ])('refuses %s', async (_, body, status, code) => {
      const response = await post(body);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({
        error: { type: 'invalid_request_error', code, message: expect.any(String) },
      });
    });

    it('a prompt that does not fit is known as such to our own client', async () => {
      const model = httpModel({ id: 'x', name: 'executor', baseUrl: server.url });
      await expect(
        model.complete({ messages: [{ role: 'user', content: 'word '.repeat(300) }] }),
      ).rejects.toMatchObject({ kind: 'context-length' });
    });

    it('a client that goes away does not keep it from the next', async () => {
      const controller = new AbortController();
      const gone = fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        signal: controller.signal,
        body: JSON.stringify({ model: 'executor', messages, n: 64, temperature: 1.8 }),
      });
      setTimeout(() => controller.abort(), 30);
      await expect(gone).rejects.toThrow();
      expect((await post({ model: 'executor', messages, max_tokens: 2 })).status).toBe(200);
    });
  });

  describe('on the command line', () => {
    const cli = (...words: string[]) => runCli(['pocket', ...words], { cwd: root, env: { W4S_POCKET: folder } });

    it('lists', async () => {
      const { stdout } = await cli('list');
      expect(stdout).toMatch(
        /^name\s+role\s+size\s+context\s+about\nexecutor\s+executor\s+\d+\.\d kB\s+256\s+Tiny executor\.\nmeta/,
      );
      expect((await cli('--json')).result.models).toHaveLength(2);
    });

    it('serves until Ctrl-C', async () => {
      const served = startCli(['pocket', 'serve', 'executor', '--port', '0'], {
        cwd: root,
        env: { W4S_POCKET: folder },
      });
      await served.seen('curl ');
      const url = /Serving (\S+):/.exec(served.printed())![1]!;
      const { data } = (await (await fetch(`${url}/models`)).json()) as { data: unknown[] };
      expect(data).toHaveLength(1);
      served.child.kill('SIGINT');
      expect(await served.done).toMatchObject({ code: 0, signal: null });
      await expect(fetch(`${url}/models`)).rejects.toThrow();
    });

    it('says that a port is taken', async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const { code, error } = await cli('serve', '--json', '--port', String((taken.address() as AddressInfo).port));
      expect([code, error]).toMatchObject([
        1,
        {
          code: 'pocket-not-started',
          message: expect.stringContaining('EADDRINUSE'),
          hint: expect.stringContaining('another port'),
        },
      ]);
      taken.close();
    });

    it.each([
      [['serv'], 'unknown-action'],
      [['serve', 'exectutor'], 'unknown-model'],
    ])('refuses %j', async (words, code) => {
      expect(await cli(...words, '--json')).toMatchObject({ code: 2, error: { code } });
    });
  });
});
