import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync, mkdirSync, utimesSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { download, type DownloadOptions } from './download.ts';
import type { DataFile } from './file.ts';
import { readData, whereIs } from './read.ts';

const content = Buffer.from('{"question":"1+1?","answer":"2"}\n'.repeat(4000));
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; hits: () => number }> {
  let hits = 0;
  const server = createServer((request, response) => {
    hits++;
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/data/test.jsonl`, hits: () => hits };
}

function fileOf(bytes: Buffer = content, facts: Partial<DataFile> = {}): DataFile {
  return {
    path: 'demo/test.jsonl',
    urls: [],
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    ...facts,
  };
}

const folder = temporaryFolders();

function get(url: string, options: Partial<DownloadOptions> = {}): { done: Promise<void>; left: () => string[] } {
  const dir = folder();
  const done = download({
    file: fileOf(),
    urls: [url],
    to: join(dir, 'test.jsonl'),
    hint: 'do this',
    retryMs: 1,
    ...options,
  });
  return { done, left: () => readdirSync(dir) };
}

test('a whole file appears under its name and tells its progress', async () => {
  const { url } = await serve((_, response) => response.end(content));
  const seen: number[] = [];
  const dir = folder();
  await download({
    file: fileOf(),
    urls: [url],
    to: join(dir, 'a/test.jsonl'),
    hint: '',
    onProgress: (p) => seen.push(p.receivedBytes),
  });
  expect(readFileSync(join(dir, 'a/test.jsonl'))).toEqual(content);
  expect(readdirSync(join(dir, 'a'))).toEqual(['test.jsonl']);
  expect(seen.at(-1)).toBe(content.length);
});

const broken: [string, RequestListener, RegExp, number][] = [
  [
    'truncated, with a length',
    (_, r) => {
      r.setHeader('content-length', content.length);
      r.write(content.subarray(0, 1000));
      setTimeout(() => r.destroy(), 20);
    },
    /terminated|aborted|closed/,
    3,
  ],
  [
    'truncated, without a length',
    (_, r) => {
      r.write(content.subarray(0, 1000));
      r.end();
    },
    /broke off after 1000 of \d+ bytes/,
    3,
  ],
  [
    'other content of the same length',
    (_, r) => r.end(Buffer.alloc(content.length, 'x')),
    /expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}/,
    1,
  ],
  ['a longer file', (_, r) => r.end(Buffer.concat([content, content])), /more than the expected/, 1],
  [
    '404',
    (_, r) => {
      r.statusCode = 404;
      r.end('no');
    },
    /HTTP 404 Not Found/,
    1,
  ],
  [
    '500',
    (_, r) => {
      r.statusCode = 500;
      r.end('no');
    },
    /HTTP 500/,
    3,
  ],
];

test.each(broken)('%s: a clear error, and nothing left', async (_, listener, reason, tries) => {
  const { url, hits } = await serve(listener);
  const { done, left } = get(url);
  const error = await done.then(
    () => undefined,
    (thrown: Error & { code: string; hint: string }) => thrown,
  );
  expect(error).toMatchObject({ code: 'download-failed', hint: 'do this' });
  expect(error!.message).toContain(url);
  expect(error!.message).toMatch(reason);
  expect(left()).toEqual([]);
  expect(hits()).toBe(tries);
});

test('a passing fault is tried again', async () => {
  let tries = 0;
  const { url } = await serve((_, response) => {
    if (++tries < 3) response.statusCode = 503;
    response.end(tries < 3 ? '' : content);
  });
  const { done, left } = get(url);
  await done;
  expect(left()).toEqual(['test.jsonl']);
});

test('the next address is asked when one does not have the file', async () => {
  const bad = await serve((_, response) => {
    response.statusCode = 404;
    response.end();
  });
  const good = await serve((_, response) => response.end(content));
  const { done, left } = get('', { urls: [bad.url, good.url] });
  await done;
  expect(left()).toEqual(['test.jsonl']);
});

test('no server at all names the address', async () => {
  const { url } = await serve(() => {});
  await new Promise((done) => servers.pop()!.close(done));
  await expect(get(url).done).rejects.toThrow(url);
});

test('a server that falls silent is given up', async () => {
  const { url } = await serve((_, response) => response.write(content.subarray(0, 100)));
  const { done, left } = get(url, { stallMs: 60, attempts: 1 });
  await expect(done).rejects.toThrow(/nothing received for 60 ms/);
  expect(left()).toEqual([]);
});

test('aborting a slow download ends it at once and leaves nothing', async () => {
  const { url } = await serve((_, response) => response.write(content.subarray(0, 100)));
  const controller = new AbortController();
  const { done, left } = get(url, {
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await expect(done).rejects.toThrow('enough');
  expect(left()).toEqual([]);
});

test('two at once both end with the whole file', async () => {
  const { url } = await serve((_, response) => {
    response.write(content.subarray(0, 999));
    setTimeout(() => response.end(content.subarray(999)), 20);
  });
  const to = join(folder(), 'test.jsonl');
  await Promise.all([1, 2].map(() => download({ file: fileOf(), urls: [url], to, hint: '' })));
  expect(readFileSync(to)).toEqual(content);
});

test('parts of a process that died are removed once they are old', async () => {
  const { url } = await serve((_, response) => response.end(content));
  const dir = folder();
  for (const name of ['test.jsonl.1-old.part', 'test.jsonl.2-new.part']) writeFileSync(join(dir, name), 'x');
  utimesSync(join(dir, 'test.jsonl.1-old.part'), new Date(0), new Date(0));
  await download({ file: fileOf(), urls: [url], to: join(dir, 'test.jsonl'), hint: '' });
  expect(readdirSync(dir).sort()).toEqual(['test.jsonl', 'test.jsonl.2-new.part']);
});

test('own copy, then cache, then download; a spoilt cache is fetched anew', async () => {
  const { url, hits } = await serve((_, response) => response.end(content));
  const file = fileOf(content, { urls: [url] });
  const [dataDir, cacheDir] = [folder(), folder()];
  expect(await whereIs(file, { dataDir, cacheDir })).toBe('download');
  expect(await readData(file, { dataDir, cacheDir })).toBe(content.toString());
  expect(await whereIs(file, { dataDir, cacheDir })).toBe('cache');
  await readData(file, { dataDir, cacheDir });
  expect(hits()).toBe(1);
  writeFileSync(join(cacheDir, file.path), 'spoilt');
  expect(await readData(file, { dataDir, cacheDir })).toBe(content.toString());
  expect(hits()).toBe(2);
  mkdirSync(join(dataDir, 'demo'));
  writeFileSync(join(dataDir, `${file.path}.gz`), gzipSync('own'));
  expect(await readData(file, { dataDir, cacheDir })).toBe('own');
  expect(await whereIs(file, { dataDir, cacheDir })).toBe('data');
});

test('a file that is served gzipped, from a mirror', async () => {
  const zipped = gzipSync(content);
  const paths: string[] = [];
  const { url } = await serve((request, response) => {
    paths.push(request.url!);
    response.end(zipped);
  });
  const file = fileOf(zipped, { urls: ['http://127.0.0.1:9/never'], gzip: true });
  const options = { dataDir: folder(), cacheDir: folder(), mirror: new URL('/mirror/', url).href };
  expect(await readData(file, options)).toBe(content.toString());
  expect(paths).toEqual(['/mirror/demo/test.jsonl.gz']);
});

test('a file without an address says how to get it', async () => {
  const file = fileOf(content, { howTo: 'Ask for it.' });
  const options = { dataDir: folder(), cacheDir: folder() };
  expect(await whereIs(file, options)).toBe('missing');
  await expect(readData(file, options)).rejects.toMatchObject({
    code: 'data-missing',
    exitCode: 2,
    hint: expect.stringContaining('Ask for it. Then set --data DIR'),
  });
});

test('a copy that is not text is named', async () => {
  const dataDir = folder();
  mkdirSync(join(dataDir, 'demo'));
  writeFileSync(join(dataDir, 'demo/test.jsonl'), Buffer.from([0xff, 0xfe, 0x00]));
  await expect(readData(fileOf(), { dataDir })).rejects.toMatchObject({
    code: 'data-broken',
    message: expect.stringContaining('demo/test.jsonl'),
  });
});
