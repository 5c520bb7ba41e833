import { request } from 'node:http';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SimServer, startSim } from '../sim/index.ts';

const CHAT = JSON.stringify({ model: 'sim-executor', messages: [{ role: 'user', content: 'hi' }] });

interface Sent {
  headers?: Record<string, string>;
  method?: string;
  path?: string;
  body?: string;
  /** Sent in parts, without a length. */
  chunked?: boolean;
}

/** Over a real socket, with headers as they stand. Returns the status. */
function send(
  port: number,
  { headers = {}, method = 'POST', path = '/v1/chat/completions', body = CHAT, chunked = false }: Sent,
): Promise<number> {
  const size: Record<string, string> = chunked
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const all = {
      host: `127.0.0.1:${port}`,
      ...(method === 'GET' ? {} : { 'content-type': 'application/json', ...size }),
      ...headers,
    };
    const sent = request({ host: '127.0.0.1', port, method, path, headers: all, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : body);
  });
}

describe('a server on loopback', () => {
  let sim: SimServer;
  beforeAll(async () => {
    sim = await startSim();
  });
  afterAll(() => sim.close());

  test.each<[number, string, Sent]>([
    [200, 'a usual request', {}],
    [200, 'localhost', { headers: { host: 'localhost:9' } }],
    [200, 'a name below localhost', { headers: { host: 'my.localhost' } }],
    [200, '[::1]', { headers: { host: '[::1]:80' } }],
    [403, 'a foreign name that leads here', { headers: { host: 'evil.example' } }],
    [403, 'a foreign name, reading', { method: 'GET', path: '/v1/models', headers: { host: 'evil.example' } }],
    [403, 'a name that begins like ours', { headers: { host: 'localhost.evil.example' } }],
    [403, 'a name that ends like ours', { headers: { host: 'evillocalhost' } }],
    [403, 'another address', { headers: { host: '10.0.0.1' } }],
    [403, 'a page of elsewhere', { headers: { origin: 'https://evil.example' } }],
    [403, 'a page of another port', { headers: { origin: 'http://127.0.0.1:1' } }],
    [403, 'a page without an origin', { headers: { origin: 'null' } }],
    [200, 'JSON with a charset', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
    [415, 'plain text, as a page may send unasked', { headers: { 'content-type': 'text/plain' } }],
    [415, 'a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    [415, 'no content type', { headers: { 'content-type': '' } }],
    [200, 'a body in parts', { chunked: true }],
    [413, 'two megabytes', { body: `"${'x'.repeat(2_000_000)}"` }],
    [413, 'two megabytes in parts', { body: `"${'x'.repeat(2_000_000)}"`, chunked: true }],
    [413, 'a length of gigabytes', { headers: { 'content-length': '9999999999' } }],
  ])('%s: %s', async (status, _, sent) => {
    expect(await send(sim.port, sent)).toBe(status);
  });
});

test.each<[number, string]>([
  [200, '192.168.1.5:80'],
  [200, '127.0.0.1'],
  [200, hostname()],
  [403, 'evil.example'],
])('%s on all interfaces as %s', async (status, host) => {
  const sim = await startSim({ host: '0.0.0.0' });
  expect(await send(sim.port, { headers: { host } })).toBe(status);
  await sim.close();
});
