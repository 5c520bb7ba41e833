import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fileURLToPath } from 'node:url';
import { listFiles } from '../../attachments/index.ts';
import type { Choice, CompletionRequest } from '../../model/contract.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import { type Store, openStore, toolLog } from '../../store/index.ts';
import { type Toolbox, openTools } from '../../tools/index.ts';
import type { WorkflowRun, WorkflowRunOptions } from '../contract.ts';
import { fakeExecutor } from '../fake-executor.ts';
import { runWorkflow } from '../run.ts';
import { adviceOn } from './advice.ts';

const SERVER = fileURLToPath(new URL('../../../tests/support/mcp-server.ts', import.meta.url));
const ALLOWED = ['echo', 'count', 'structured', 'fails', 'refuses', 'crash', 'slow', 'hang', 'large'];
const folder = mkdtempSync(join(tmpdir(), 'w4s-agent-tools-'));

let sandbox: Sandbox;
let store: Store;
let tools: Toolbox;
beforeAll(async () => {
  sandbox = await openSandbox();
  store = await openStore(':memory:');
  tools = await openTools([{ command: process.execPath, args: [SERVER], allow: ALLOWED }], { folder, env: {} });
});
afterAll(async () => {
  await Promise.all([sandbox.close(), tools.close()]);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const item = { id: 'item-1', input: 'Which city?' };
function run(lines: string[], options: Partial<WorkflowRunOptions> = {}): Promise<WorkflowRun> {
  const code = ['def workflow(agent, task):', ...lines.map((line) => `    ${line}`)].join('\n');
  return runWorkflow({ code, item, kind: 'answer', executor: fakeExecutor(() => 'ok'), sandbox, tools, ...options });
}

/** A reply that calls a tool, for a request that offers some; else a text. */
function calling(name: string, args: string) {
  const call: Partial<Choice> = { toolCalls: [{ id: 'c1', name, arguments: args }], finishReason: 'tool_calls' };
  return fakeExecutor(({ messages }) => (messages.some(({ role }) => role === 'tool') ? ['Lima'] : [call]));
}

describe('agent.list_tools and agent.call_tool', () => {
  it('list what is allowed, and give its text', async () => {
    const { answer, usage, trace } = await run([
      'names = [tool["name"] for tool in agent.list_tools()]',
      'return {"answer": [len(names), agent.call_tool("echo", {"text": "hi"}), agent.call_tool("structured")]}',
    ]);
    expect(answer).toEqual([ALLOWED.length, 'hi', '{"city":"Lima","people":10}']);
    expect(usage.tools).toEqual({ calls: 2, failed: {} });
    expect(trace.steps).toMatchObject([
      { kind: 'tool', name: 'echo', args: '{"text":"hi"}', result: 'hi' },
      { kind: 'tool', name: 'structured', args: '{}' },
    ]);
  });

  it('are not there for a task without tools, which is told as before', async () => {
    expect((await run(['return agent.call_tool("echo")'], { tools: undefined })).failure).toMatchObject({
      errorType: 'AttributeError',
      message: expect.stringMatching(/it has: call_json_format_llm, call_llm, exec_test/),
    });
    const { failure } = await run(['return agent.call_llm(task, tools=[1])'], { tools: undefined });
    expect(failure?.message).toContain('tools must be None: the executor has no tools here');
  });

  it('are named to a program that calls a tool as a method', async () => {
    const { failure } = await run(['return agent.search("x")']);
    expect(adviceOn(failure!)).toMatch(/^Tools are called by: text = agent\.call_tool\("search", /);
    const without = await run(['return agent.search("x")'], { tools: undefined });
    expect(adviceOn(without.failure!)).toMatch(/^The executor is asked by: /);
  });

  it.each<[string, string, string, RegExp, string | undefined]>([
    ['a tool that is not there', '"ecko"', 'ValueError', /no tool \\?"ecko\\?".+Did you mean 'echo'/, 'unknown-tool'],
    ['one that is not allowed', '"crash_once"', 'ValueError', /no tool .+The tools are: echo/, 'refused-tool'],
    ['arguments that it refuses', '"refuses"', 'ValueError', /expected a number/, undefined],
    ['a tool that fails', '"fails"', 'RuntimeError', /The tool fails failed: no such page/, undefined],
    ['a call that ends its server', '"crash"', 'RuntimeError', /ended the tool server/, undefined],
    ['one that takes too long', '"slow"', 'TimeoutError', /no answer within 0\.3 s/, undefined],
    ['arguments that are none', '"echo", "x"', 'TypeError', /args must be a dict, got str/, undefined],
  ])('raise for %s', async (_, args, errorType, message, rule) => {
    const { failure, trace, findings, usage } = await run([`return agent.call_tool(${args})`], {
      quotas: { toolMs: 300 },
    });
    expect(failure).toMatchObject({ kind: 'exception', errorType, message: expect.stringMatching(message) });
    expect(trace.steps).toHaveLength(1);
    expect(findings.map((finding) => finding.rule)).toEqual(rule === undefined ? [] : [rule]);
    if (errorType !== 'TypeError') expect(usage.tools).toMatchObject({ calls: 1 });
  });

  it('count what a program caught', async () => {
    const { usage } = await run([
      'for name in ["ecko", "ecko", "fails"]:',
      '    try:',
      '        agent.call_tool(name)',
      '    except Exception:',
      '        pass',
      'return "done"',
    ]);
    const unknown = expect.stringMatching(/^ecko: There is no tool/);
    expect(Object.entries(usage.tools?.failed ?? {})).toEqual([
      [unknown, 2],
      ['fails: no such page', 1],
    ]);
  });

  it("make an item missing where the server hangs: that is nobody's wrong answer", async () => {
    const lines = ['try:', '    agent.call_tool("hang")', 'except Exception:', '    pass', 'return "guess"'];
    const { failure } = await run(lines, { quotas: { toolMs: 200 } });
    expect(failure).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('answers nothing any more'),
    });
  });

  it('stay within quotas: calls, and the length of a result', async () => {
    const { answer, failure } = await run(['return len(agent.call_tool("large", {"text": "5000"}))'], {
      quotas: { toolCharacters: 100 },
    });
    expect({ answer, failure }).toMatchObject({ answer: 127 });
    const many = ['for i in range(5):', '    agent.call_tool("echo", {"text": str(i)})'];
    expect((await run(many, { quotas: { toolCalls: 3 } })).failure).toMatchObject({
      kind: 'quota',
      message: expect.stringContaining('3 of 3 calls of tools were made'),
    });
  });
});

describe('results on record', () => {
  const lines = ['texts = [agent.call_tool("count") for _ in range(2)]', 'return " ".join(texts)'];

  it('are found by the same call of the same item, and by no other', async () => {
    const log = toolLog(store, 'run-1');
    const first = await run(lines, { toolLog: log });
    const again = await run(lines, { toolLog: log });
    expect(again.answer).toBe(first.answer);
    expect(again.trace.steps).toMatchObject([{ replayed: true }, { replayed: true }]);
    for (const other of [{ repeat: 1 }, { item: { ...item, id: 'item-2' } }, { toolLog: toolLog(store, 'run-2') }])
      expect((await run(lines, { toolLog: log, ...other })).answer).not.toBe(first.answer);
    expect((await run(['', ...lines, '# changed'], { toolLog: log })).answer).not.toBe(first.answer);
  });

  it('go on after the last one that is there', async () => {
    const log = toolLog(store, 'run-3');
    const one = await run(lines, { toolLog: log, quotas: { toolCalls: 1 } });
    const both = await run(lines, { toolLog: log });
    expect(one.failure?.kind).toBe('quota');
    expect(both.trace.steps.map((step) => step.kind === 'tool' && step.replayed)).toEqual([true, undefined]);
  });
});

describe('agent.call_llm with tools', () => {
  const LOOP = [
    'messages = [{"role": "user", "content": task}]',
    'for _ in range(3):',
    '    reply = agent.call_llm(messages, tools=agent.list_tools())[0]',
    '    if not reply["tool_calls"]:',
    '        return reply["text"]',
    '    messages.append({"role": "assistant", "content": reply["text"], "tool_calls": reply["tool_calls"]})',
    '    for call in reply["tool_calls"]:',
    '        try:',
    '            result = agent.call_tool(call["name"], call["arguments"])',
    '        except Exception as error:',
    '            result = str(error)',
    '        messages.append({"role": "tool", "tool_call_id": call["id"], "content": result})',
  ];

  it('hands calls back, and goes on with what came of them', async () => {
    const executor = calling('echo', '{"text": "Peru"}');
    const { answer, trace } = await run(LOOP, { executor });
    expect(answer).toBe('Lima');
    expect(executor.requests[0]?.tools?.map(({ name }) => name)).toEqual(ALLOWED);
    expect(executor.requests[1]?.messages.slice(-2)).toEqual([
      { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'echo', arguments: '{"text":"Peru"}' }] },
      { role: 'tool', content: 'Peru', toolCallId: 'c1' },
    ]);
    expect(trace.steps.map(({ kind }) => kind)).toEqual(['ask', 'tool', 'ask']);
    expect(trace.steps[0]).toMatchObject({ replies: ['-> echo({"text": "Peru"})'] });
  });

  it('puts back what the server wants back with its calls, which the program never sees', async () => {
    const ofCall = { extra_content: { google: { thought_signature: 'SIG' } } };
    const ofReply = { reasoning_content: 'I look it up.' };
    const call = { id: 'c1', name: 'echo', arguments: '{"text": "Peru"}', extra: ofCall };
    const executor = fakeExecutor(({ messages }) =>
      messages.some(({ role }) => role === 'tool') ? 'Lima' : [{ toolCalls: [call], extra: ofReply }],
    );
    const seen = ['seen = str(messages)', 'return {"answer": [seen, agent.call_llm(messages)[0]]}'];
    const { answer } = await run([...LOOP.slice(0, 3), ...LOOP.slice(5), ...seen], { executor });
    expect(answer).toEqual([expect.not.stringMatching(/SIG|look it up/), 'Lima']);
    // With and without tools in the request.
    for (const { messages } of executor.requests.slice(1))
      expect(messages.find(({ toolCalls }) => toolCalls)).toMatchObject({
        extra: ofReply,
        toolCalls: [{ extra: ofCall }],
      });
  });

  it.each([
    ['', {}],
    ["{'text': 'single quotes'}", { text: 'single quotes' }],
    ['no object', { JSONDecodeError: 'no object' }],
  ])('reads the arguments %j', async (args, read) => {
    const executor = calling('echo', args);
    const lines = ['return agent.call_llm(task, tools="echo")[0]["tool_calls"][0]["arguments"]'];
    expect((await run([`${lines[0]!.replace('return ', 'return {"answer": ')}}`], { executor })).answer).toEqual(read);
  });

  it('takes names, its own tools and the form of other interfaces', async () => {
    const executor = fakeExecutor(() => 'text');
    const own = '{"type": "function", "function": {"name": "stop", "parameters": {"type": "object"}}}';
    const { answer } = await run([`return agent.call_llm(task, tools=["echo", ${own}])[0]["text"]`], { executor });
    expect(answer).toBe('text');
    expect(executor.requests[0]?.tools).toEqual([
      expect.objectContaining({ name: 'echo' }),
      { name: 'stop', description: '', inputSchema: { type: 'object' } },
    ]);
  });

  it.each([
    ['tools=["ecko"]', /no tool \\?"ecko/],
    ['tools=[{"name": "a b"}]', /must have a 'name'/],
    ['tools=["echo"], response_format="json"', /only where the reply is text/],
  ])('refuses %s', async (args, message) => {
    expect((await run([`return agent.call_llm(task, ${args})`])).failure?.message).toMatch(message);
  });

  it.each([
    ['[{"role": "tool", "content": "x"}]', /must hold the 'tool_call_id'/],
    ['[{"role": "assistant", "content": "", "tool_calls": [1]}]', /must be those of a reply/],
  ])('refuses the messages %s', async (messages, message) => {
    expect((await run([`return agent.call_llm(${messages})`])).failure?.message).toMatch(message);
  });
});

describe('agent.read_file and images', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'files'), { recursive: true });
    writeFileSync(join(folder, 'files/a.csv'), 'city,people\nLima,10\n');
    writeFileSync(join(folder, 'files/a.png'), Buffer.from([1, 2, 3]));
  });

  async function asked(lines: string[]): Promise<{ result: WorkflowRun; requests: CompletionRequest[] }> {
    const files = listFiles(['files/a.csv', 'files/a.png'], folder);
    if (typeof files === 'string') throw new Error(files);
    const executor = fakeExecutor(() => 'red');
    const result = await run(lines, { item: { ...item, files }, folder, tools: undefined, executor });
    return { result, requests: executor.requests };
  }

  it('give a text by its name, and show an image to the executor', async () => {
    const { result, requests } = await asked([
      'text = agent.read_file("files/a.csv") + agent.read_file("a.csv")',
      'return text + agent.call_llm(task, images=["files/a.png"])[0]',
    ]);
    expect(result.answer).toBe('city,people\nLima,10\ncity,people\nLima,10\nred');
    expect(requests[0]?.messages.at(-1)?.images).toMatchObject([
      { name: 'files/a.png', mediaType: 'image/png', base64: 'AQID' },
    ]);
    expect(JSON.stringify(result.trace)).not.toContain('AQID');
  });

  it.each([
    ['agent.read_file("../secret.txt")', /There is no file .+ files: files\/a\.csv, files\/a\.png/],
    ['agent.read_file("a.png")', /is an image and holds no text/],
    ['agent.call_llm(task, images=["a.csv"])', /is no image/],
  ])('refuse %s', async (call, message) => {
    expect((await asked([`return ${call}`])).result.failure).toMatchObject({
      errorType: 'ValueError',
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, string, (path: string) => void, RegExp]>([
    ['b.csv', 'changed', (path) => writeFileSync(path, 'other'), /changed after the task was loaded/],
    ['b.csv', 'is gone', () => undefined, /can't be read any more/],
    ['b.csv', 'became a link', (path) => symlinkSync('/etc/hostname', path), /it is a link/],
    ['b.png', 'is gone', () => undefined, /can't be read any more/],
  ])('make an item missing whose %s %s after the task was loaded: nothing to catch', async (name, _, make, why) => {
    const path = join(folder, 'files', name);
    writeFileSync(path, 'first');
    const files = listFiles([`files/${name}`], folder);
    if (typeof files === 'string') throw new Error(files);
    rmSync(path);
    make(path);
    const call = name.endsWith('.png') ? `call_llm(task, images=["${name}"])` : `read_file("${name}")`;
    const lines = ['try:', `    agent.${call}`, 'except Exception:', '    pass', 'return "guess"'];
    const { failure } = await run(lines, { item: { ...item, files }, folder });
    expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(why) });
    rmSync(path, { force: true });
  });
});
