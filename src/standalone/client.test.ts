import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { renderStandalone } from './index.ts';
import { serverOf } from './server.ts';

const folder = temporaryFolders();
const ASKS = `def workflow(agent, task):
    print("chatter")
    return {"answer": agent.call_llm(task, n=2)}
`;
type Answer = Parameters<typeof chatServer>[0];

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  asked: Awaited<ReturnType<typeof chatServer>>['calls'];
  /** What stands in a file beside it; `undefined` for none. */
  written: (name: string) => string | undefined;
}

/** Runs the file, or a program beside it, against a real server. */
async function ran(
  answer: Answer,
  words: string[],
  { code = ASKS, beside = '', rows = '', executor = '' } = {},
): Promise<Ran> {
  await using server = await chatServer(answer);
  const cwd = folder();
  const asks = serverOf(executor || `${server.baseUrl}#m`, { config: {}, env: { OLLAMA_BASE_URL: server.baseUrl } });
  writeFileSync(
    join(cwd, 'w.py'),
    renderStandalone({ title: 'w', code, kind: 'answer', provenance: {}, server: asks }),
  );
  writeFileSync(join(cwd, 'beside.py'), beside);
  writeFileSync(join(cwd, 'rows.jsonl'), rows);
  const written = (name: string) => (existsSync(join(cwd, name)) ? readFileSync(join(cwd, name), 'utf8') : undefined);
  const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-secret' };
  return await new Promise((resolve) =>
    execFile('python3', words, { cwd, env }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr, asked: server.calls, written }),
    ),
  );
}

test('the answer alone is on standard output; the key goes to the server alone', async () => {
  const { code, stdout, stderr, asked } = await ran(() => reply('a', 'b'), ['w.py', '--input', 'Q']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '["a", "b"]\n' });
  expect(stderr).toBe('chatter\n');
  expect(asked).toMatchObject([{ headers: { authorization: 'Bearer sk-secret' }, body: { model: 'm', n: 2 } }]);
});

test('a key goes to whom it belongs alone', async () => {
  const { code, asked } = await ran(() => reply('a', 'b'), ['w.py', '--input', 'Q'], { executor: 'ollama:m:7b' });
  expect(code).toBe(0);
  expect(asked).toMatchObject([{ body: { model: 'm:7b' } }]);
  expect(asked[0]!.headers).not.toHaveProperty('authorization');
});

test('where the model has no server, it says what to set', async () => {
  const { code, stderr } = await ran(() => reply('a'), ['w.py', '--input', 'Q'], { executor: 'gguf:m.gguf' });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'Expected OPENAI_BASE_URL and OPENAI_MODEL: which server and model answers\n',
  });
});

test('what may succeed later is tried again', async () => {
  const answer: Answer = (_, response, index) => {
    if (index === 0) return sendJson(response, 429, refusal('Slow down'), { 'retry-after-ms': '5' });
    if (index === 1) return sendJson(response, 500, refusal('Oops'));
    return reply('a', 'b');
  };
  const { code, asked } = await ran(answer, ['w.py', '--input', 'Q']);
  expect({ code, asked: asked.length }).toEqual({ code: 0, asked: 3 });
});

test('what a server does not take is done without', async () => {
  const answer: Answer = ({ body }, response) => {
    if ('seed' in body) return sendJson(response, 400, refusal('Unknown field: seed'));
    if ('max_tokens' in body) return sendJson(response, 400, refusal('Use max_completion_tokens, not max_tokens'));
    if ('n' in body) return sendJson(response, 400, refusal("Only one completion: 'n' must be 1"));
    return reply('a');
  };
  const { code, stdout, asked } = await ran(answer, ['w.py', '--input', 'Q']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '["a", "a"]\n' });
  expect(asked.at(-1)!.body).toMatchObject({ max_completion_tokens: 4096 });
});

test('a refusal of the key ends it, whatever the workflow catches, and never shows the key', async () => {
  const code = `def workflow(agent, task):
    try:
        return agent.call_llm(task)[0]
    except Exception:
        return "caught"
`;
  const answer: Answer = (_, response) => sendJson(response, 401, refusal('Wrong key sk-secret'));
  const { stdout, stderr, ...end } = await ran(answer, ['w.py', '--input', 'Q'], { code });
  expect({ stdout, code: end.code }).toEqual({ stdout: '', code: 1 });
  expect(stderr).toMatch(/^No answer: provider: m gives no answer: HTTP 401: Wrong key \*\*\*/);
});

test.each<[string, (response: Parameters<Answer>[1]) => void]>([
  [
    'a body that ends early',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
      response.write('{"choices"', () => response.destroy());
    },
  ],
  [
    'an error that ends early',
    (response) => {
      response.writeHead(500, { 'content-length': '100' });
      response.write('{"err', () => response.destroy());
    },
  ],
  ['a pause that is no number', (response) => sendJson(response, 429, refusal('Wait'), { 'retry-after': '0.0.1' })],
])('%s is tried again, and the workflow does not see it', async (_, break_) => {
  const code = `def workflow(agent, task):
    try:
        return agent.call_llm(task)[0]
    except Exception as error:
        return f"caught {error}"
`;
  const answer: Answer = (_, response, index) => (index === 0 ? break_(response) : reply('a'));
  expect(await ran(answer, ['w.py', '--input', 'Q'], { code })).toMatchObject({ code: 0, stdout: 'a\n' });
});

const ROWS = ['w.py', '--in', 'rows.jsonl', '--out', 'out.jsonl', '--concurrency', '1'];
const ECHO = `def workflow(agent, task):
    if task == "leave":
        raise SystemExit(0)
    return agent.call_llm(task)[0]
`;

test('of a file, a row that fails fails alone, and half a character is no reason to lose the others', async () => {
  const rows = ['"one"', '{"input": "leave"}', String.raw`{"input": "cut \ud83d", "kept": "\ud83d"}`].join('\n');
  const said = JSON.stringify({ choices: [{ message: { content: 'half' } }] }).replace('half', String.raw`\ud83d`);
  const answer: Answer = (_, response) => void response.end(said);
  const { code, written } = await ran(answer, ROWS, { code: ECHO, rows });
  expect(code).toBe(1);
  expect(
    written('out.jsonl')!
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    { input: 'one', answer: '\uFFFD', calls: 1, failure: null },
    { input: 'leave', answer: null, calls: null, failure: 'exception: SystemExit: the code called exit(0) (line 3)' },
    { input: 'cut \uFFFD', kept: '\uFFFD', answer: '\uFFFD', calls: 1, failure: null },
  ]);
});

test("a row's own columns stay", async () => {
  const rows = '{"input": "one", "answer": "gold"}';
  const { written } = await ran(() => reply('a'), ROWS, { code: ECHO, rows });
  expect(JSON.parse(written('out.jsonl')!)).toEqual({
    input: 'one',
    answer: 'gold',
    w4s_answer: 'a',
    w4s_calls: 1,
    w4s_failure: null,
  });
});

test.each([
  ['a place that is not there', [...ROWS.slice(0, 4), 'nowhere/out.jsonl'], '"one"', /No such file.*nowhere/],
  ['a file that is not there', ['w.py', '--in', 'nothing.jsonl'], '', /No such file.*nothing\.jsonl/],
  ['a line that is no JSON', ROWS, '"one"\n\none', /^Line 3: expected JSON/],
  ['a line without a text', ROWS, '"one"\n{"text": "one"}', /^Line 2: expected a text.*'input'/],
])('%s is told before anything is asked', async (_, words, rows, told) => {
  const { code, stderr, asked } = await ran(() => reply('a'), words, { code: ECHO, rows });
  expect({ code, asked }).toEqual({ code: 1, asked: [] });
  expect(stderr).toMatch(told);
});

test('an interrupted file leaves what was answered', async () => {
  const code = `import os, signal
def workflow(agent, task):
    answer = agent.call_llm(task)[0]
    if task == "two":
        os.kill(os.getpid(), signal.SIGINT)
    return answer
`;
  const { written, stderr, asked, ...end } = await ran(() => reply('a'), ROWS, { code, rows: '"one"\n"two"\n"three"' });
  expect(end.code).toBe(130);
  expect(stderr).toContain('What was answered: out.jsonl.part');
  const lines = written('out.jsonl.part')!.trim().split('\n');
  expect(lines.slice(0, 2).map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { input: 'one', answer: 'a' },
    { input: 'two', answer: 'a' },
  ]);
  expect(lines).toHaveLength(asked.length);
});

test('its parts, which become one file, have no name in common', () => {
  const places = new URL('python/', import.meta.url);
  const names = readdirSync(places).flatMap((file) => {
    const text = readFileSync(new URL(file, places), 'utf8');
    return [...new Set([...text.matchAll(/^(?:def |class |)(\w+)(?: =|[(:])/gm)].map(([, name]) => name))];
  });
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('as a module', async () => {
  const beside = 'from w import WorkflowError, run\nprint(run("Q"))\n';
  expect(await ran(() => reply('a', 'b'), ['beside.py'], { beside })).toMatchObject({
    stdout: expect.stringContaining("['a', 'b']"),
  });
});

test('text of a workflow that could break out of the file stays text', async () => {
  const code = `def workflow(agent, task):\n    return """'''\\\\"""  # '''; import os\n`;
  expect(await ran(() => reply('a'), ['w.py', '--input', 'Q'], { code })).toMatchObject({ stdout: "'''\\\n" });
});
