import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { httpModel } from '../model/http.ts';
import { proxyFor } from './proxy.ts';

const NAMES = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);

function environment(values: Record<string, string>): void {
  for (const name of NAMES) vi.stubEnv(name, values[name]);
}

afterEach(() => vi.unstubAllEnvs());

describe('which proxy', () => {
  const proxy = 'http://proxy.test:3128';
  test.each<[string, string, Record<string, string>, string | undefined]>([
    ['none is set', 'https://api.test/v1', {}, undefined],
    ['HTTPS', 'https://api.test/v1', { HTTPS_PROXY: proxy }, 'proxy.test:3128'],
    [
      'small letters first',
      'https://api.test/v1',
      { HTTPS_PROXY: 'http://other', https_proxy: proxy },
      'proxy.test:3128',
    ],
    ['HTTP alone leaves HTTPS', 'https://api.test/v1', { HTTP_PROXY: proxy }, undefined],
    ['HTTP', 'http://api.test/v1', { HTTP_PROXY: proxy }, 'proxy.test:3128'],
    ['all', 'https://api.test/v1', { ALL_PROXY: proxy }, 'proxy.test:3128'],
    ['no scheme', 'http://api.test/v1', { HTTP_PROXY: 'proxy.test:3128' }, 'proxy.test:3128'],
    ['an exception', 'https://api.test/v1', { HTTPS_PROXY: proxy, NO_PROXY: 'a.test, api.test' }, undefined],
    ['a domain as an exception', 'https://api.test/v1', { HTTPS_PROXY: proxy, NO_PROXY: '.test' }, undefined],
    ['nothing goes through it', 'https://api.test/v1', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
    ['localhost', 'http://localhost:8000/v1', { HTTP_PROXY: proxy }, undefined],
    ['127.0.0.0/8', 'http://127.1.2.3:8000/v1', { HTTP_PROXY: proxy }, undefined],
    ['[::1]', 'http://[::1]:8000/v1', { HTTP_PROXY: proxy }, undefined],
    [
      'loopback where it is asked for',
      'http://127.0.0.1:8000/v1',
      { HTTP_PROXY: proxy, NO_PROXY: '<-loopback>' },
      'proxy.test:3128',
    ],
  ])('%s', (_, address, values, expected) => {
    environment(values);
    expect(proxyFor(address)?.host).toBe(expected);
  });

  test.each<[noProxy: string, address: string, isDirect: boolean]>([
    ['corp.example', 'http://vllm.corp.example:8000/v1', true],
    ['.corp.example', 'http://corp.example/v1', true],
    ['*.corp.example', 'http://vllm.corp.example/v1', true],
    ['.corp.example', 'http://VLLM.corp.example./v1', true],
    ['corp.example', 'http://notcorp.example/v1', false],
    ['corp.example:8000', 'http://vllm.corp.example:8000/v1', true],
    ['corp.example:8000', 'http://vllm.corp.example/v1', false],
    ['corp.example:443', 'https://vllm.corp.example/v1', true],
    ['10.0.0.0/8', 'http://10.0.0.5:8000/v1', true],
    ['other.example, 10.0.0.0/8', 'http://10.0.0.5:8000/v1', true],
    ['10.0.0.0/8', 'http://11.0.0.5:8000/v1', false],
    ['10.0.0.0/99,10.0.0.0/x,10.0.0.0/,/,:,0.5', 'http://10.0.0.5:8000/v1', false],
    ['10.0.0.5:8000', 'http://10.0.0.5:8000/v1', true],
    ['fd00::1', 'http://[fd00::1]:8000/v1', true],
    ['[fd00::1]', 'http://[fd00::1]:8000/v1', true],
    ['[fd00::1]:8000', 'http://[fd00::1]:8000/v1', true],
    ['[fd00::1]:9000', 'http://[fd00::1]:8000/v1', false],
    ['fd00::/8', 'http://[fd00::1]:8000/v1', true],
    ['10.0.0.0/8', 'http://[fd00::1]:8000/v1', false],
    ['10.0.0.0/8', 'http://10.example/v1', false],
  ])('NO_PROXY=%s for %s', (noProxy, address, isDirect) => {
    environment({ ALL_PROXY: proxy, NO_PROXY: noProxy });
    expect(proxyFor(address) === undefined).toBe(isDirect);
  });

  test.each(['socks5://user:hunter22@host:1080', 'http://user:hunter22@:x'])(
    '%s is refused aloud, without its password',
    (value) => {
      environment({ HTTPS_PROXY: value });
      expect(() => proxyFor('https://api.test/v1')).toThrow(
        expect.objectContaining({ code: 'bad-proxy', exitCode: 2, message: expect.not.stringContaining('hunter22') }),
      );
    },
  );
});

/** A real proxy that leads every name to one port of this machine. */
async function proxyTo(port: number) {
  const seen: { what: string; authorization: string | undefined }[] = [];
  const server = createServer((incoming, outgoing) => {
    seen.push({ what: `${incoming.method} ${incoming.url}`, authorization: incoming.headers['proxy-authorization'] });
    const path = new URL(incoming.url!).pathname;
    incoming.pipe(
      httpRequest({ port, path, method: incoming.method, headers: incoming.headers }, (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      }),
    );
  });
  server.on('connect', (incoming, socket) => {
    seen.push({ what: `CONNECT ${incoming.url}`, authorization: incoming.headers['proxy-authorization'] });
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('error', () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { seen, address: `127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close };
}

describe('a real proxy', () => {
  const ask = (baseUrl: string) =>
    httpModel({ id: 'test:m', name: 'm', baseUrl }).complete({ messages: [{ role: 'user', content: 'hi' }] });
  const portOf = (url: string) => Number(new URL(url).port);

  test('carries a plain request, with its credentials', async () => {
    await using server = await chatServer(() => reply('through it'));
    await using proxy = await proxyTo(portOf(server.baseUrl));
    environment({ HTTP_PROXY: `http://user:hunter22@${proxy.address}` });
    expect((await ask('http://api.test/v1')).choices[0]!.text).toBe('through it');
    const authorization = `Basic ${Buffer.from('user:hunter22').toString('base64')}`;
    expect(proxy.seen).toEqual([{ what: 'POST http://api.test/v1/chat/completions', authorization }]);
  });

  test('is asked for a tunnel to an HTTPS server', async () => {
    await using server = await chatServer(() => reply('no TLS here'));
    await using proxy = await proxyTo(portOf(server.baseUrl));
    environment({ HTTPS_PROXY: `http://${proxy.address}` });
    await expect(ask('https://api.test/v1')).rejects.toMatchObject({ kind: 'network' });
    expect(proxy.seen.map(({ what }) => what)).toEqual(['CONNECT api.test:443']);
  });

  test('is left alone for this machine', async () => {
    await using server = await chatServer(() => reply('direct'));
    await using proxy = await proxyTo(portOf(server.baseUrl));
    environment({ HTTP_PROXY: `http://${proxy.address}` });
    expect((await ask(server.baseUrl)).choices[0]!.text).toBe('direct');
    expect(proxy.seen).toEqual([]);
  });

  test('that is not there is named in the error, without its password', async () => {
    environment({ HTTPS_PROXY: 'http://user:hunter22@127.0.0.1:9' });
    const error = await ask('https://api.test/v1').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      kind: 'network',
      message: expect.stringMatching(/from https:\/\/api\.test\/v1 through the proxy http:\/\/127\.0\.0\.1:9,/),
      hint: expect.stringContaining('NO_PROXY'),
    });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('hunter22');
  });
});
