import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ChatServer, chatServer, reply, sendJson } from './support/chat-server.ts';
import { type CliResult, runCli, startCli } from './support/cli.ts';

const ASKS =
  'def workflow(agent, task):\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}], temperature=0)[0]}\n';

let folder: string;
let server: ChatServer;
let isBroken = false;
let onQuestion: (question: string) => void = () => undefined;
beforeAll(async () => {
  server = await chatServer(({ body }, response) => {
    const question = (body.messages as { content: string }[]).at(-1)!.content;
    onQuestion(question);
    if (isBroken && question === 'two') return sendJson(response, 401, { error: { message: 'Wrong key' } });
    return reply(question === 'formula' ? '=1+1' : question.toUpperCase());
  });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'w4s-run-'));
  write('asks.py', ASKS);
  return () => rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string | Uint8Array): void => writeFileSync(join(folder, name), text);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const run = (...words: string[]): Promise<CliResult> =>
  runCli(['run', 'asks.py', '--executor', `${server.baseUrl}#m`, ...words], { cwd: folder });

it('one text in, the answer out, and nothing else on standard output', async () => {
  const { code, stdout, stderr } = await run('--input', 'hello there');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'HELLO THERE\n' });
  expect(stderr).toMatch(/1 call, .+; run inputs-/);
});

it('a table in, the same rows out in order with answer, cost, calls and failure; then again for nothing', async () => {
  const rows = 'id,text,note\nx,one,"a, b"\ny,formula,=2\nz,-5,\n';
  write('in.csv', rows);
  const { code, stderr } = await run('--in', 'in.csv', '--out', 'out.csv');
  expect({ code, out: read('out.csv') }).toEqual({
    code: 0,
    out:
      'id,text,note,answer,cost_usd,calls,failure\r\n' +
      `x,one,"a, b",ONE,,1,\r\ny,formula,=2,"'=1+1",,1,\r\nz,-5,,-5,,1,\r\n`,
  });
  expect(stderr).toContain('answered  3 of 3 inputs');
  const asked = server.calls.length;
  const again = await run('--in', 'in.csv', '--out', 'out.jsonl', '--json');
  expect(again.result).toMatchObject({ answered: 3, paid: { calls: 0 }, out: join(folder, 'out.jsonl') });
  expect(read('out.jsonl').split('\n')[1]).toBe(
    '{"id":"y","text":"formula","note":"=2","answer":"=1+1","cost_usd":null,"calls":1,"failure":null}',
  );
  expect(server.calls).toHaveLength(asked);
});

it('a column of the same name stays; what is added is called otherwise', async () => {
  write('in.jsonl', '{"question": "one", "answer": 7}\n');
  const { stdout, stderr } = await run('--in', 'in.jsonl');
  const added = { w4s_answer: 'ONE', w4s_cost_usd: null, w4s_calls: 1, w4s_failure: null };
  expect(JSON.parse(stdout)).toEqual({ question: 'one', answer: 7, ...added });
  expect(stderr).toContain('w4s_answer');
});

it('a cap ends it without a file; the same command with more room goes on and pays for the rest alone', async () => {
  write('in.jsonl', ['r1', 'r2', 'r3', 'r4'].map((input) => `${JSON.stringify({ input })}\n`).join(''));
  const words = ['--in', 'in.jsonl', '--out', 'out.jsonl', '--concurrency', '1', '--fresh', '--json'];
  const first = await run(...words, '--max-calls', '2');
  expect(first).toMatchObject({ code: 3, result: { inputs: 2, endedBy: 'cap', out: null } });
  expect(() => read('out.jsonl')).toThrow('ENOENT');
  const second = await run(...words, '--max-calls', '9');
  expect(second).toMatchObject({ code: 0, result: { run: first.result.run, inputs: 4, paid: { calls: 4 } } });
  expect(read('out.jsonl').match(/"answer":"R\d"/g)).toEqual([
    '"answer":"R1"',
    '"answer":"R2"',
    '"answer":"R3"',
    '"answer":"R4"',
  ]);
});

it('a cap that hits while the last rows are under way ends it as well', async () => {
  write('in.jsonl', ['r1', 'r2', 'r3', 'r4'].map((input) => `${JSON.stringify({ input })}\n`).join(''));
  const first = await run('--in', 'in.jsonl', '--out', 'out.jsonl', '--fresh', '--json', '--max-calls', '2');
  expect(first).toMatchObject({ code: 3, result: { endedBy: 'cap', out: null } });
  expect(() => read('out.jsonl')).toThrow('ENOENT');
});

it('Ctrl-C finishes what is under way; the same command goes on', async () => {
  write('in.jsonl', ['s1', 's2', 's3'].map((input) => `${JSON.stringify({ input })}\n`).join(''));
  const words = ['run', 'asks.py', '--executor', `${server.baseUrl}#m`, '--in', 'in.jsonl', '--concurrency', '1'];
  const started = startCli([...words, '--json'], { cwd: folder });
  onQuestion = (question) => question === 's2' && started.child.kill('SIGINT');
  const first = await started.done;
  onQuestion = () => undefined;
  expect(first).toMatchObject({ code: 130, result: { inputs: 2, endedBy: 'interrupt' } });
  const second = await runCli([...words, '--json'], { cwd: folder });
  expect(second).toMatchObject({ code: 0, result: { run: first.result.run, answered: 3, paid: { calls: 3 } } });
});

it('a model that is down is told as itself, and the run goes on once it is mended', async () => {
  write('in.jsonl', '{"input": "one"}\n{"input": "two"}\n{"input": "three"}\n');
  const words = ['--in', 'in.jsonl', '--out', 'out.jsonl', '--concurrency', '1', '--json'];
  isBroken = true;
  const first = await run(...words);
  isBroken = false;
  expect(first).toMatchObject({ code: 1, error: { code: 'model-down' } });
  expect(await run(...words)).toMatchObject({ code: 0, result: { answered: 3 } });
});

it.each([
  ['one text', ['--input', '-'], 'one text', 'ONE TEXT\n'],
  ['CSV', ['--in', '-'], 'text\none\n', 'text,answer,cost_usd,calls,failure\r\none,ONE,,1,\r\n'],
  [
    'JSON Lines',
    ['--in', '-'],
    '{"text":"one"}\n',
    '{"text":"one","answer":"ONE","cost_usd":null,"calls":1,"failure":null}\n',
  ],
])('standard input: %s', async (_, words, stdin, stdout) => {
  const command = ['run', 'asks.py', '--executor', `${server.baseUrl}#m`, ...words];
  expect(await runCli(command, { cwd: folder, stdin })).toMatchObject({ code: 0, stdout });
});

it('what is wrong with the table, or with where it is to go, is told before anything is asked', async () => {
  write('in.csv', 'id,text\nx,one\nx,two\n');
  const asked = server.calls.length;
  expect(await run('--in', 'in.csv', '--json')).toMatchObject({ code: 2, error: { code: 'duplicate-id' } });
  for (const [out, code] of [
    ['in.csv', 'invalid-option'],
    ['x.xlsx', 'invalid-option'],
    ['no/x.csv', 'file-unwritable'],
  ] as const)
    expect(await run('--in', 'in.csv', '--out', out, '--json')).toMatchObject({ code: 2, error: { code } });
  expect(server.calls).toHaveLength(asked);
});

it('neither a text nor a table is wrong usage, and so are both', async () => {
  for (const words of [[], ['--input', 'a', '--in', 'b.csv']])
    expect(await run(...words)).toMatchObject({ code: 2, stderr: expect.stringContaining('--input TEXT') });
});

it('published, it has a name: versions are never overwritten, and run with the model that measured them', async () => {
  const cli = (...words: string[]) => runCli([...words, '--json'], { cwd: folder });
  expect(await cli('publish', 'asks.py', '--as', 'loud', '--note', 'first')).toMatchObject({
    code: 0,
    result: { label: 'loud@1', isNew: true, origin: 'asks.py', approvedBy: expect.any(String), note: 'first' },
  });
  expect((await cli('publish', 'asks.py', '--as', 'loud')).result).toMatchObject({ label: 'loud@1', isNew: false });
  write('asks.py', ASKS.replace('temperature=0', 'temperature=1'));
  expect(await cli('publish', 'asks.py', '--as', 'loud@1')).toMatchObject({
    code: 2,
    error: { code: 'version-taken' },
  });
  expect((await cli('publish', 'asks.py', '--as', 'loud')).result.label).toBe('loud@2');
  const { versions } = (await cli('versions', 'loud')).result;
  expect(versions.map((one: { label: string }) => one.label)).toEqual(['loud@2', 'loud@1']);
  const executor = ['--executor', `${server.baseUrl}#m`];
  const used = await runCli(['run', 'loud@1', ...executor, '--input', 'yes'], { cwd: folder });
  expect(used).toMatchObject({ code: 0, stdout: 'YES\n' });
  expect(await cli('run', 'loud@3', '--input', 'x')).toMatchObject({ code: 2, error: { code: 'unknown-version' } });
  expect(await cli('run', 'loud', '--input', 'x')).toMatchObject({ code: 2, error: { code: 'missing-model' } });
  expect((await cli('export', 'loud@1', '--out', 'plain.py')).code).toBe(0);
  expect(read('plain.py')).toMatch(/^# w4s workflow\n# run: asks\.py\n/);
  const alone = await cli('export', 'loud', '--standalone', '--out', 'alone.py');
  expect(alone).toMatchObject({ code: 0, result: { standalone: true, path: 'alone.py' } });
  expect(read('alone.py')).toMatch(/^#!\/usr\/bin\/env python3\n# loud@2: [^]*# NOT SANDBOXED\./);
  expect(await cli('publish', 'asks.py', '--as', 'a b')).toMatchObject({ code: 2, error: { code: 'invalid-name' } });
});
