import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TrainedModel } from '../../store/index.ts';
import { hotLoad } from './model-server.ts';

const model: TrainedModel = {
  name: 'tuned',
  path: '/models/tuned',
  base: '/models/base',
  method: 'rlao',
  status: 'trained',
  created_at: 0,
  finished_at: null,
  reason: null,
  card: null,
  dataset: '{}',
  options: '{"lora":2}',
};

const asked: string[] = [];
/** vLLM with `--api-key s3cret`, where `/refusing` is one that takes no adapters. */
const server = createServer(({ method, url, headers }, response) => {
  asked.push(`${method} ${url}`);
  const isKnown = headers.authorization === 'Bearer s3cret';
  const found = url?.startsWith('/v1') ? 200 : 404;
  const status = isKnown ? found : 401;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(status === 200 ? '{"data": []}' : `{"error": "not with ${headers.authorization}"}`);
});
let address: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => void asked.splice(0));
afterAll(() => void server.close());

test.each(['', '/', '/v1', '/v1/'])('an adapter goes to the server at ADDRESS%s, with its key', async (path) => {
  const loaded = await hotLoad(model, address + path, { env: { VLLM_API_KEY: 's3cret' } });
  expect(loaded).toEqual({ url: `${address}/v1`, isVllmKey: true });
  expect(asked).toEqual(['GET /v1/models', 'POST /v1/load_lora_adapter']);
});

test('the key is that of the provider with the address', async () => {
  const config = { providers: { mine: { baseUrl: `${address}/v1`, apiKeyEnv: 'MINE_KEY' } } };
  const env = { MINE_KEY: 's3cret', VLLM_API_KEY: 'other' };
  expect(await hotLoad(model, address, { config, env })).toEqual({ url: `${address}/v1`, isVllmKey: false });
  await expect(hotLoad(model, address, { config, env: {} })).rejects.toMatchObject({ code: 'missing-key' });
});

test.each([
  ['no key', '/v1', {}, /VLLM_API_KEY/],
  ['a wrong key', '/v1', { VLLM_API_KEY: 'hunter22' }, /VLLM_API_KEY/],
  ['a server without adapters', '/refusing', { VLLM_API_KEY: 's3cret' }, /--enable-lora/],
])('a refusal names what to do: %s', async (_, path, env, hint) => {
  await expect(hotLoad(model, address + path, { env })).rejects.toMatchObject({
    code: 'hot-load-failed',
    message: expect.not.stringMatching(/hunter22|s3cret/),
    hint: expect.stringMatching(hint),
  });
});

test('what is no address is told', async () => {
  await expect(hotLoad(model, 'localhost:8000', { env: {} })).rejects.toMatchObject({ code: 'bad-url', exitCode: 2 });
});
