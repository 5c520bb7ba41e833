import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { behindOpenRouter } from '../../tests/support/refusals.ts';
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
    if ('n' in body) return sendJson(response, 400, behindOpenRouter(400, "Only one completion: 'n' must be 1"));
    return reply('a');
  };
  const { code, stdout, asked } = await ran(answer, ['w.py', '--input', 'Q']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '["a", "a"]\n' });
  expect(asked.at(-1)!.body).toMatchObject({ max_completion_tokens: 4096 });
});

test('thinking that only the total counts is used up, too', async () => {
  const code = 'def workflow(agent, task):\n    return [agent.call_llm(task) for _ in range(2)]\n';
  const usage = { prompt_tokens: 10, total_tokens: 300_000 };
  const { stderr, asked } = await ran(() => ({ ...reply('a'), usage }), ['w.py', '--input', 'Q'], { code });
  expect(stderr).toContain('300000 of 200000 tokens were used');
  expect(asked).toHaveLength(1);
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

test('an integer of any length is an answer, and what is none fails alone', async () => {
  const code = `def workflow(agent, task):
    return {"long": {"answer": -10 ** 5000}, "list": [10 ** 5000]}.get(task, task)
`;
  const { written } = await ran(() => reply('a'), ROWS, { code, rows: '"long"\n"list"\n"text"' });
  expect(linesOf(written('out.jsonl')).map((line) => JSON.parse(line) as unknown)).toEqual([
    { input: 'long', answer: `-1${'0'.repeat(5_000)}`, calls: 0, failure: null },
    {
      input: 'list',
      answer: null,
      calls: null,
      failure: expect.stringMatching(/^invalid-answer: .*got list \["10{190,}\.\.\./),
    },
    { input: 'text', answer: 'text', calls: 0, failure: null },
  ]);
});

test('whatever goes wrong with a row is its failure', async () => {
  const beside = 'import w\nw._checked = lambda returned: 1 / 0\nw.main(["--in", "rows.jsonl"])\n';
  const { stdout } = await ran(() => reply('a'), ['beside.py'], { code: ECHO, rows: '"one"\n"two"', beside });
  expect(linesOf(stdout).map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { input: 'one', answer: null, failure: 'exception: ZeroDivisionError: division by zero' },
    { input: 'two', answer: null, failure: expect.stringContaining('ZeroDivisionError') },
  ]);
});

test('what it added before is kept when its output is its input again', async () => {
  const rows = '{"input": "one", "answer": "gold", "w4s_answer": "first"}';
  const { written } = await ran(() => reply('a'), ROWS, { code: ECHO, rows });
  expect(JSON.parse(written('out.jsonl')!)).toMatchObject({
    answer: 'gold',
    w4s_answer: 'first',
    w4s_w4s_answer: 'a',
  });
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
  ['tests that are none', ROWS, '{"input": "one", "public_tests": [1]}', /^Line 1: public_tests must be/],
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
  expect(lines.slice(1, 3).map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { input: 'one', answer: 'a' },
    { input: 'two', answer: 'a' },
  ]);
  expect(lines).toHaveLength(1 + asked.length);
});

/** Waits at "slow" and then dies at "dies", as long as there is no file `again`. */
const DIES = `import os, time
def workflow(agent, task):
    answer = agent.call_llm(task)[0]
    if task == "slow" and not os.path.exists("again"):
        open("waits", "w").close()
        time.sleep(60)
    if task == "dies" and not os.path.exists("again"):
        while "slow" in open("rows.jsonl").read() and not os.path.exists("waits"):
            time.sleep(0.01)
        open("again", "w").close()
        os._exit(9)
    return answer
`;
/** The same command twice, with something in between. */
const twice = (between: string, { more = '[]', workers = 1 } = {}) => `import subprocess, sys
words = [sys.executable, "w.py", "--in", "rows.jsonl", "--out", "out.jsonl", "--concurrency", "${workers}"]
first = subprocess.call(words)
${between}
print(first, subprocess.call(words + ${more}))
`;
const inputsOf = (asked: Ran['asked']) =>
  asked.map(({ body }) => (body['messages'] as { content: string }[]).at(-1)!.content);
const linesOf = (text: string | undefined) => (text ?? '').split('\n').slice(0, -1);

test('after a crash the same command goes on: what ended behind a slow row is there, a torn line is not', async () => {
  const rows = '"slow"\n{"input": "b", "id": 1}\n{"input": "b", "id": 2}\n"dies"\n"last"';
  const beside = twice('open("out.jsonl.part", "a").write(\'{"input": "last", "answer": "to\')', { workers: 2 });
  const { stdout, asked, written } = await ran(() => reply('a'), ['beside.py'], { code: DIES, rows, beside });
  expect(stdout).toBe('9 0\n');
  expect(inputsOf(asked).toSorted()).toEqual(['b', 'b', 'dies', 'dies', 'last', 'slow', 'slow']);
  expect(linesOf(written('out.jsonl')).map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { input: 'slow', answer: 'a' },
    { id: 1, answer: 'a' },
    { id: 2, answer: 'a' },
    { input: 'dies', answer: 'a' },
    { input: 'last', answer: 'a', failure: null },
  ]);
  expect(written('out.jsonl.part')).toBeUndefined();
});

test('only the same row has its answer already; one that no server answered is asked again', async () => {
  const rows = '"b"\n{"input": "down"}\n{"input": "c", "id": 1}\n"dies"\n';
  const changed = '{"input": "dies"}\n{"input": "c", "id": 2}\n"b"\n"b"\n"down"\n'.replaceAll('\n', '\\n');
  const beside = twice(`open("rows.jsonl", "w").write('${changed}')`);
  let downs = 0;
  const answer: Answer = (call, response) =>
    inputsOf([call])[0] === 'down' && downs++ === 0 ? sendJson(response, 401, refusal('No')) : reply('a');
  const { stdout, asked, written } = await ran(answer, ['beside.py'], { code: DIES, rows, beside });
  expect(stdout).toBe('9 0\n');
  expect(inputsOf(asked).slice(4).toSorted()).toEqual(['b', 'c', 'dies', 'down']);
  const kept = linesOf(written('out.jsonl')).map((line) => JSON.parse(line) as { input: string; answer: string });
  expect(kept.map(({ input, answer: found }) => `${input} ${found}`)).toEqual([
    'dies a',
    'c a',
    'b a',
    'b a',
    'down a',
  ]);
});

test.each([
  ['another seed', '', '["--seed", "1"]'],
  ['another model', '', '["--model", "other"]'],
  [
    'another workflow',
    'open("w.py", "r+").write(open("w.py").read().replace("time.sleep(60)", "time.sleep(61)"))',
    '[]',
  ],
])('answers of %s are neither taken nor overwritten', async (_, between, more) => {
  const run = { code: DIES, rows: '"b"\n"c"\n"dies"', beside: twice(between, { more }) };
  const { stdout, stderr, asked, written } = await ran(() => reply('a'), ['beside.py'], run);
  expect(stdout).toBe('9 1\n');
  expect(stderr).toContain('out.jsonl.part holds answers of another workflow, model or setting');
  expect(asked).toHaveLength(3);
  expect(linesOf(written('out.jsonl.part')).length).toBeGreaterThan(1);
});

test('a second Ctrl-C ends it at once', async () => {
  const code = `import os, signal, threading, time
def workflow(agent, task):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(1)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(600)
`;
  const { code: exit, stderr } = await ran(() => reply('a'), ROWS, { code, rows: '"one"' });
  expect({ exit, stderr }).toMatchObject({ exit: 130, stderr: expect.stringMatching(/^Interrupted\./) });
});

test('on standard output the rows come in their order', async () => {
  const code = `import time
def workflow(agent, task):
    time.sleep(0.5 if task == "one" else 0)
    return task
`;
  const { stdout } = await ran(() => reply('a'), ['w.py', '--in', 'rows.jsonl'], {
    code,
    rows: '"one"\n"two"\n"three"',
  });
  expect(linesOf(stdout).map((line) => (JSON.parse(line) as { answer: string }).answer)).toEqual([
    'one',
    'two',
    'three',
  ]);
});

test.each([
  ['a text, one on each line', '"assert f(1) == 1\\n\\nassert f(2) == 3\\n"'],
  ['a list', '["assert f(1) == 1", "assert f(2) == 3"]'],
])('public tests as %s', async (_, tests) => {
  const code = `def workflow(agent, task):
    return str([one["test_fail_case"]["test_case"] for one in agent.exec_test("def f(x):\\n    return 0", "f")])
`;
  const rows = `{"input": "Write f.", "public_tests": ${tests}}`;
  const { written } = await ran(() => reply('a'), ROWS, { code, rows });
  expect(JSON.parse(written('out.jsonl')!)).toMatchObject({ answer: "['assert f(1) == 1', 'assert f(2) == 3']" });
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
