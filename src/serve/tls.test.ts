import { execFileSync, spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { serving, servingSession } from '../../tests/support/serving.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { readTls } from './tls.ts';

const folder = temporaryFolders();
const isThere = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!isThere)('HTTPS (skipped where openssl is not there to make certificates)', () => {
  let place: string;
  const file = (name: string): string => join(place, name);
  const certificate = (name: string): void => {
    const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=localhost'];
    const named = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', file(`${name}.key`)];
    execFileSync('openssl', ['req', ...made, ...named, '-out', file(`${name}.pem`)], { stdio: 'pipe' });
  };
  beforeAll(async () => {
    place = folder();
    certificate('good');
    certificate('other');
    await writeFile(file('text'), 'no PEM');
  });

  test.each<[string, string | undefined, string | undefined, RegExp]>([
    ['no key', 'good.pem', undefined, /both --tls-cert and --tls-key/],
    ['no certificate', undefined, 'good.key', /both --tls-cert and --tls-key/],
    ['no such file', 'none.pem', 'good.key', /none\.pem/],
    ['a text', 'text', 'good.key', /a certificate in .*text/],
    ['the key for the certificate', 'good.key', 'good.key', /a certificate in .*good\.key/],
    ['the certificate for the key', 'good.pem', 'good.pem', /a private key without a passphrase in .*good\.pem/],
    ['the key of another', 'good.pem', 'other.key', /Expected the key of .*good\.pem, got another one in .*other\.key/],
  ])('%s: a clear error', async (_, cert, key, message) => {
    const files = { tlsCert: cert && file(cert), tlsKey: key && file(key) };
    const expected = { code: 'invalid-tls', exitCode: 2, message: expect.stringMatching(message) };
    await expect(readTls(files)).rejects.toMatchObject(expected);
  });

  test('a certificate that is not valid today is warned of', async () => {
    const warnings: string[] = [];
    const onWarning = (text: string): void => void warnings.push(text);
    const files = { tlsCert: file('good.pem'), tlsKey: file('good.key'), onWarning };
    expect(await readTls(files)).toBeDefined();
    expect(warnings).toEqual([]);
    const day = 86_400_000;
    for (const days of [-1, 100]) expect(await readTls({ ...files, now: () => Date.now() + days * day })).toBeDefined();
    expect(warnings).toEqual([
      expect.stringMatching(/good\.pem is valid from \d{4}-\d\d-\d\d on/),
      expect.stringMatching(/good\.pem expired on \d{4}-\d\d-\d\d/),
    ]);
  });

  test('a completion over it', async () => {
    const session = await servingSession();
    await using executor = await chatServer(() => reply('x'));
    const tls = { tlsCert: file('good.pem'), tlsKey: file('good.key') };
    const one = await serving({ folder: folder(), session, executor, ...tls });
    expect(one.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v1$/);
    const ca = await readFile(file('good.pem'), 'utf8');
    const body = JSON.stringify({ model: 'asks', messages: [{ role: 'user', content: 'a' }] });
    const headers = { 'content-type': 'application/json', origin: one.url.replace('/v1', '') };
    const status = await new Promise((resolve, reject) => {
      const sent = request(`${one.url}/chat/completions`, { ca, method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end(body);
    });
    expect(status).toBe(200);
    await one[Symbol.asyncDispose]();
    await session.close();
  });
});
