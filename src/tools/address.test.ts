import { afterEach, describe, expect, it } from 'vitest';
import { type Fault, type McpAddress, mcpAddress } from '../../tests/support/mcp-address.ts';
import type { Toolbox } from './contract.ts';
import { openTools } from './index.ts';

let server: McpAddress;
let box: Toolbox | undefined;
afterEach(async () => {
  await box?.close();
  await server[Symbol.asyncDispose]();
  box = undefined;
});

async function open(options: Parameters<typeof mcpAddress>[0] = {}): Promise<Toolbox> {
  server = await mcpAddress(options);
  return (box = await reach());
}

function reach(startupMs = 30_000): Promise<Toolbox> {
  return openTools([{ url: server.url }], { folder: '.', env: {}, startupMs, patienceMs: 2_000 });
}

function call(name = 'echo', timeoutMs = 5_000) {
  return box!.forItem().call(name, { text: 'hi' }, { timeoutMs, signal: new AbortController().signal });
}

/** For the calls of tools alone. */
const once = (fault: Fault) => {
  let left = 1;
  server.fault = (method) => (method === 'tools/call' && left-- > 0 ? fault : undefined);
};
const BUSY: Fault = { status: 429, retryAfter: 1 };

const always = (fault: Fault) => {
  server.fault = (method) => (method === 'tools/call' ? fault : undefined);
};

it.each([[404], [400]])('a server that was started again gets the call again (%i)', async (unknownSession) => {
  await open({ unknownSession });
  server.restart();
  expect(await call()).toEqual({ text: 'echo: hi', isError: false });
});

it('a call that breaks off is made again', async () => {
  await open();
  once('breaks');
  expect(await call()).toMatchObject({ text: 'echo: hi' });
});

it.each<[Fault, string, RegExp]>([
  [401, 'down', /answers nobody: HTTP 401/],
  [403, 'down', /HTTP 403/],
  [429, 'down', /has no time for us: HTTP 429: not now. Given up after \d+ tries and \d s/],
  [{ status: 503, retryAfter: 60 }, 'down', /Given up after 1 try and 0 s; the server asks to wait 60 s more/],
  [500, 'down', /HTTP 500/],
  [503, 'down', /HTTP 503: .*not now/],
  [404, 'down', /lost twice/],
  ['breaks', 'down', /lost twice/],
  [413, 'garbage', /HTTP 413/],
  ['no-message', 'garbage', /no result/],
])('where calls meet %s, they fail as %s, and go on afterwards', async (fault, kind, message) => {
  await open();
  always(fault);
  await expect(call()).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  server.fault = () => undefined;
  expect(await call()).toMatchObject({ text: 'echo: hi' });
});

it.each<[string, () => unknown]>([
  ['answers no call any more', () => always(503)],
  ['is gone', () => server[Symbol.asyncDispose]()],
])('a server that %s is given up at the third try', async (_, end) => {
  await open();
  await end();
  const down = { status: 'rejected', reason: { kind: 'down' } };
  for (const code of [undefined, undefined, 'tool-server']) {
    expect(await Promise.allSettled([call(), call(), call()])).toMatchObject([down, down, down]);
    expect(box?.broken?.code).toBe(code);
  }
});

describe('a server that is busy', () => {
  it.each<[Fault]>([[BUSY], [{ status: 503, retryAfter: 1 }]])('is waited for (%o)', async (fault) => {
    await open();
    once(fault);
    const startedAt = performance.now();
    expect(await call('echo', 500)).toMatchObject({ text: 'echo: hi' });
    expect(performance.now() - startedAt).toBeGreaterThan(950);
  });

  it.each([
    [false, 'initialize'],
    [false, 'tools/list'],
    [true, 'server/discover'],
    [true, 'tools/list'],
  ])('is waited for when it is opened (modern: %s, %s)', async (modern, busy) => {
    let left = 1;
    server = await mcpAddress({ modern });
    server.fault = (method) => (method === busy && left-- > 0 ? BUSY : undefined);
    box = await reach();
    expect(await call()).toMatchObject({ text: 'echo: hi' });
  });

  it('is not opened where it stays so', async () => {
    server = await mcpAddress();
    server.fault = () => ({ status: 429, retryAfter: 30 });
    await expect(reach()).rejects.toMatchObject({
      code: 'tool-server',
      message: expect.stringContaining('too many'),
      hint: expect.stringContaining('--concurrency'),
    });
  });

  it.each([[0], [1_970], [1_995], [4_000]])('shows no part of a secret in what it says (%i)', async (at) => {
    server = await mcpAddress();
    server.fault = () => ({ status: 429, retryAfter: 30, text: `${'x'.repeat(at)}s3cret-token-4711` });
    const error = await openTools([{ url: server.url, headers: { authorization: 'Bearer ${TOKEN}' } }], {
      folder: '.',
      env: { TOKEN: 's3cret-token-4711' },
      patienceMs: 100,
    }).catch(String);
    expect(error).toMatch(/has no time for us: HTTP 429.*Given up after 1 try/);
    expect(error).not.toContain('s3c');
  });

  it('is there, if it is asked whether it is', async () => {
    await open();
    server.fault = (method) => (method === 'ping' ? 429 : undefined);
    await expect(call('slow', 300)).rejects.toMatchObject({ kind: 'slow' });
  });

  it('is given up at the third try, where it stays so', async () => {
    await open();
    always({ status: 429, retryAfter: 30 });
    for (const code of [undefined, undefined, 'tool-server']) {
      await expect(call()).rejects.toMatchObject({ kind: 'down' });
      expect(box?.broken?.code).toBe(code);
    }
  });

  it('keeps no call that is given up meanwhile', async () => {
    await open();
    always(BUSY);
    const stopped = new AbortController();
    const waiting = box!.forItem().call('echo', {}, { timeoutMs: 5_000, signal: stopped.signal });
    setTimeout(() => stopped.abort(new Error('enough')), 200);
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('a server that hangs', () => {
  it('is left, and started again', async () => {
    await open();
    server.fault = () => 'hangs';
    await expect(call('echo', 300)).rejects.toMatchObject({ kind: 'down' });
    server.fault = () => undefined;
    expect(await call()).toMatchObject({ text: 'echo: hi' });
  });

  it('keeps nobody from closing', async () => {
    await open();
    server.fault = () => 'hangs';
    await box?.close();
  });

  it.each(['server/discover', 'initialize', 'notifications/initialized', 'tools/list'])(
    'is not waited for at its start (%s)',
    async (method) => {
      server = await mcpAddress();
      server.fault = (one) => (one === method ? 'hangs' : undefined);
      await expect(reach(1_000)).rejects.toMatchObject({
        code: 'tool-server',
        message: expect.stringMatching(/timed out/i),
      });
    },
  );
});

it.each([[false], [true]])(
  'a call that takes too long is told from a server that hangs (modern: %s)',
  async (modern) => {
    await open({ modern });
    await expect(call('slow', 300)).rejects.toMatchObject({ kind: 'slow' });
    expect(await call()).toMatchObject({ text: 'echo: hi' });
  },
);
