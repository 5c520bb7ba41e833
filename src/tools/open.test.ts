import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { vanish } from '../../tests/support/process-family.ts';
import type { ToolSource, Toolbox } from './contract.ts';
import { openTools } from './index.ts';

const SERVER = fileURLToPath(new URL('../../tests/support/mcp-server.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'w4s-tools-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let box: Toolbox | undefined;
let common: Promise<Toolbox> | undefined;
afterEach(async () => {
  if (box !== (await common)) await box?.close();
  box = undefined;
});
afterAll(async () => (await common)?.close());

const env = { TOOL_SECRET: 'very/secret "key"', OTHER_SECRET: 'not for tools' };

function source(modes: string[] = [], more: object = {}): ToolSource {
  return { command: process.execPath, args: [SERVER, ...modes], ...more };
}

async function open(...sources: ToolSource[]): Promise<Toolbox> {
  return (box = await openTools(sources, { folder, env }));
}

/** One server for all tests that want nothing of their own. */
async function shared(): Promise<void> {
  box = await (common ??= openTools([source()], { folder, env }));
}

async function call(name: string, args = {}, timeoutMs = 5_000) {
  const tools = box!.forItem();
  try {
    return await tools.call(name, args, { timeoutMs, signal: new AbortController().signal });
  } finally {
    await tools.close();
  }
}

describe('an MCP server as a program', () => {
  it('lists what is allowed, and calls it', async () => {
    const { facts, withheld } = await open(source([], { allow: ['echo', 'structured'] }));
    expect(facts.map(({ name }) => name)).toEqual(['echo', 'structured']);
    expect(facts[0]).toEqual({
      name: 'echo',
      description: 'Repeats a text.',
      inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
    });
    expect(withheld).toContain('crash');
    expect(await call('echo', { text: 'hello' })).toEqual({ text: 'hello', isError: false });
    expect(await call('structured')).toEqual({ text: '{"city":"Lima","people":10}', isError: false });
  });

  it('is one for all items, or one for each', async () => {
    await open(source());
    expect([await call('count'), await call('count')].map(({ text }) => text)).toEqual(['1', '2']);
    await box?.close();
    await open(source([], { perItem: true }));
    expect([await call('count'), await call('count')].map(({ text }) => text)).toEqual(['1', '1']);
  });

  it('gets the variables that are named alone, and its results never hold them', async () => {
    await open(source([], { env: ['TOOL_SECRET'] }));
    expect(await call('secret')).toEqual({ text: 'The key is [redacted], other: none', isError: false });
  });

  it('describes itself without them, too', async () => {
    const { facts } = await open(source(['leaks'], { env: ['TOOL_SECRET'], allow: ['echo'] }));
    const text = { type: 'string', description: '[redacted]' };
    expect(facts).toEqual([
      { name: 'echo', description: 'Uses [redacted]', inputSchema: { type: 'object', properties: { text } } },
    ]);
    expect(await call('echo', { text: 'hello' })).toMatchObject({ text: 'hello' });
  });

  it('has nobody to ask', async () => {
    await shared();
    expect(await call('asks_person')).toMatchObject({ text: 'was refused' });
    expect(await call('asks_model')).toMatchObject({ text: 'was refused' });
  });
});

describe('a call that brings no result', () => {
  it.each([
    ['refuses', {}, 'arguments', /expected a number/],
    ['no_such', {}, 'arguments', /no such method/],
    ['no_result', {}, 'garbage', /no result/],
    ['locked', {}, 'garbage', /database is locked/],
    ['crash', {}, 'crash', /ended the tool server/],
    ['slow', {}, 'slow', /no answer within 0\.3 s/],
  ])('%s', async (name, args, kind, message) => {
    await shared();
    await expect(call(name, args, 300)).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(await call('echo', { text: 'still there' })).toMatchObject({ text: 'still there' });
  });

  it('says so in the words of the tool', async () => {
    await shared();
    expect(await call('fails')).toEqual({ text: 'no such page', isError: true });
  });

  it('is none where a result is not what the tool promises', async () => {
    await open(source());
    expect(await call('breaks_promise')).toEqual({ text: '21.5 degrees', isError: false });
  });

  it('is made again where its server was lost on the way', async () => {
    await shared();
    expect(await call('crash_once', { text: join(folder, 'crashed') })).toMatchObject({ text: 'alive again' });
  });

  it("is nobody's fault where the server hangs, and the next server answers", async () => {
    await shared();
    await expect(call('hang', {}, 300)).rejects.toMatchObject({ kind: 'down' });
    expect(await call('echo', { text: 'new' })).toMatchObject({ text: 'new' });
  });

  it('is the fault of the one that ends the server, and not of those beside it', async () => {
    await shared();
    const beside = ['a', 'b', 'c'].map((text) => call('late', { text }));
    await expect(call('crash')).rejects.toMatchObject({ kind: 'crash' });
    expect((await Promise.all(beside)).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  });

  it('starts one new server, whoever else waits for it, and leaves none behind', async () => {
    const pids = join(folder, 'pids');
    await open(source([`pids=${pids}`]));
    const started = (): number[] => readFileSync(pids, 'utf8').trim().split('\n').map(Number);
    const calls = ['a', 'b', 'c'].map((text) => call('late', { text }));
    setTimeout(() => process.kill(started()[0]!, 'SIGKILL'), 100);
    expect((await Promise.all(calls)).map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    await box?.close();
    expect(started()).toHaveLength(2);
    await vanish(started());
  });

  it.each([[false], [true]])('gives up after three failed starts in a row (perItem: %s)', async (perItem) => {
    const script = join(folder, `fragile-${perItem}.mjs`);
    writeFileSync(script, `await import(${JSON.stringify(SERVER)})`);
    const opened = await open({ command: process.execPath, args: [script], perItem });
    writeFileSync(script, 'process.exit(1)');
    // One bad moment counts once, however many calls it meets.
    for (const code of [undefined, undefined, 'tool-server']) {
      const met = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => call('crash', { text })));
      const down = { status: 'rejected', reason: { kind: 'down' } };
      expect(met).toMatchObject([down, down, down, down]);
      expect(opened.broken?.code).toBe(code);
    }
  });

  it('survives lines that are no messages', async () => {
    await open(source(['garbage']));
    expect(await call('echo', { text: 'fine' })).toMatchObject({ text: 'fine' });
  });
});

describe('what is wrong before anything is paid', () => {
  writeFileSync(join(folder, 'broken.jsonl'), '{"text": "a"}\n{"txt": "b"}\n');
  it.each<[string, ToolSource[], string, RegExp]>([
    ['a program that is not there', [{ command: 'no-such-program' }], 'tool-server', /no-such-program/],
    ['one that dies', [source(['dies'], { env: ['TOOL_SECRET'] })], 'tool-server', /no licence for key \[redacted\]/],
    [
      'one that dies with a key half in what is shown',
      [source(['dies-long'], { env: ['TOOL_SECRET'] })],
      'tool-server',
      /^(?!.*"key").*It said: .{0,10}!{590,}$/,
    ],
    [
      'one with a key among its arguments',
      [{ command: 'no-such-program', args: ['--token', 'tok_123'] }],
      'tool-server',
      /^The tool server `no-such-program` (?!.*tok_123)/,
    ],
    ['a variable that is not set', [source([], { env: ['NOT_SET_KEY'] })], 'missing-key', /NOT_SET_KEY/],
    ['an allowed tool that it lacks', [source([], { allow: ['ecko'] })], 'unknown-tool', /`ecko`.+Did you mean `echo`/],
    ['a name that clashes', [source(), source([], { allow: ['count'] })], 'tool-clash', /`count` from/],
    ['a name that clashes with a corpus', [{ corpus: 'ok.jsonl', name: 'echo' }, source()], 'tool-clash', /`echo`/],
    ['an address where nobody is', [{ url: 'http://127.0.0.1:9/mcp' }], 'tool-server', /127\.0\.0\.1:9/],
    ['a corpus that is not there', [{ corpus: 'none.jsonl' }], 'corpus-invalid', /none\.jsonl/],
    ['a passage without a text', [{ corpus: 'broken.jsonl' }], 'corpus-invalid', /broken\.jsonl:2/],
  ])('%s', async (_, sources, code, message) => {
    writeFileSync(join(folder, 'ok.jsonl'), '{"text": "a"}\n');
    await expect(open(...sources)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('one that says nothing', async () => {
    const opening = openTools([source(['mute'])], { folder, env, startupMs: 1_500 });
    await expect(opening).rejects.toMatchObject({ code: 'tool-server', message: expect.stringMatching(/timed out/i) });
  });
});

it('an address that answers without end is left', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(2 ** 20, ' ');
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  await expect(open({ url })).rejects.toMatchObject({ code: 'tool-server' });
  server.closeAllConnections();
  server.close();
});

describe('a corpus', () => {
  it('finds passages by their words, best first', async () => {
    const passages = [
      { id: 'a', title: 'Lima', text: 'Lima is the capital of Peru.' },
      { id: 'b', title: 'Cusco', text: 'Cusco lies in the Andes of Peru.' },
      { id: 'c', title: 'Oslo', text: 'Oslo is the capital of Norway.' },
    ];
    writeFileSync(join(folder, 'passages.jsonl'), passages.map((one) => JSON.stringify(one)).join('\n'));
    await open({ corpus: 'passages.jsonl' });
    expect((await call('search', { query: 'capital of Norway' })).text).toMatch(/^\[c\] Oslo\nOslo is/);
    expect((await call('search', { query: 'Peru', count: 1 })).text).toMatch(/^\[[ab]\] \w+\n[^\n]+$/);
    expect((await call('search', { query: 'zebra' })).text).toBe('No passage has any of these words.');
    await expect(call('search', { quest: 'x' })).rejects.toMatchObject({ kind: 'arguments' });
    expect(readFileSync(join(folder, 'passages.jsonl'), 'utf8')).toContain('Oslo');
  });
});
