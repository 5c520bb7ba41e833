import { type ExecFileException, execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chatServer, refusal, reply, sendJson } from '../../tests/support/chat-server.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { renderStandalone } from './index.ts';

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
}

/** Runs the file, or a program beside it, against a real server. */
async function ran(answer: Answer, words: string[], { code = ASKS, beside = '' } = {}): Promise<Ran> {
  await using server = await chatServer(answer);
  const cwd = folder();
  const provenance = { executor: `${server.baseUrl}#m` };
  writeFileSync(join(cwd, 'w.py'), renderStandalone({ title: 'w', code, kind: 'answer', provenance }));
  writeFileSync(join(cwd, 'beside.py'), beside);
  const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'sk-secret' };
  return await new Promise((resolve) =>
    execFile('python3', words, { cwd, env }, (error: ExecFileException | null, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr, asked: server.calls }),
    ),
  );
}

test('the answer alone is on standard output; the key goes to the server alone', async () => {
  const { code, stdout, stderr, asked } = await ran(() => reply('a', 'b'), ['w.py', '--input', 'Q']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '["a", "b"]\n' });
  expect(stderr).toBe('chatter\n');
  expect(asked).toMatchObject([{ headers: { authorization: 'Bearer sk-secret' }, body: { model: 'm', n: 2 } }]);
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
