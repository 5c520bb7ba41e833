import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadWorkflow } from '../src/apply/index.ts';
import type { W4sConfig } from '../src/config/index.ts';
import { fakeModel } from '../src/model/index.ts';
import { optimize } from '../src/optimize/index.ts';
import { scoreWorkflow, type ScoreOptions } from '../src/score/index.ts';
import { findRun, openStore, resultsOn } from '../src/store/index.ts';
import { defineTask, loadTask } from '../src/task/index.ts';
import { type ChatServer, chatServer, reply } from './support/chat-server.ts';
import { openWorkflowApi } from '../src/serve/index.ts';
import { runCli } from './support/cli.ts';
import { fakeWeb, type Page } from './support/fake-web.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const EXAMPLE = join(import.meta.dirname, '../examples/tools');
const SERVERS = join(import.meta.dirname, '../node_modules/@modelcontextprotocol');
const lines = <T>(file: string): T[] =>
  readFileSync(join(EXAMPLE, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
const QUESTIONS = lines<{ id: string; question: string; answer: string; files: string[] }>('items.jsonl');
const PAGES = lines<Page>('passages.jsonl');

type Call = [string, (said: string) => Record<string, unknown>];
const search = (query: string): Call => ['search', () => ({ query })];
/** The page that the last search found. */
const read: Call = ['read_page', (said) => ({ url: /http:\S+/.exec(said)?.[0] ?? 'none' })];

/** Which tools an executor asks for a question, and how it finds the answer in all that it was told. */
const SKILLS: Record<string, { web: Call[]; corpus: Call[]; find: (said: string) => string | undefined }> = {
  painter: {
    web: [search('Ilva Torn'), read, search('Brenna'), read, search('Skua'), read],
    corpus: [search('Ilva Torn born'), search('Brenna ferry'), search('Skua ferry built')],
    find: (said) => /Skua is a car ferry[^.]+\. She was built in (\d+)/.exec(said)?.[1],
  },
  engineer: {
    web: [search('Aske'), read],
    corpus: [search('engineer repair mole storm 1949'), search('Rolf Aske')],
    find: (said) => /engineer from (\w+)/.exec(said)?.[1],
  },
  cheese: {
    web: [search('cheese'), read],
    corpus: [search('cheese Hestra ripened')],
    find: (said) => (/ripened for nine/.test(said) ? '9' : undefined),
  },
  workbook: {
    web: [],
    corpus: [],
    find: (said) => sum([...said.matchAll(/^March \d+,\d+,(\d+)/gm)].map(([, n]) => n)),
  },
  lighthouse: { web: [], corpus: [], find: (said) => /1927-1940: \w+ (\w+)/.exec(said)?.[1] },
  station: { web: [], corpus: [], find: (said) => (/Lund,-16,26/.test(said) ? 'Lund' : undefined) },
  lent: {
    web: [search('museum'), read],
    corpus: [search('museum paintings Ilva Torn')],
    find: (said) => (/keeps 41 paintings/.test(said) && /"paintings": 3/.test(said) ? '36' : undefined),
  },
  bar: { web: [], corpus: [], find: (said) => (said.includes('data:image/png;base64,iVBOR') ? 'blue' : undefined) },
};

function sum(numbers: (string | undefined)[]): string {
  return String(numbers.reduce((total, number) => total + Number(number), 0));
}

/** An executor that knows how to look things up, and nothing else. */
function executor(way: 'web' | 'corpus'): Promise<ChatServer> {
  return chatServer(({ body }) => {
    const messages = body['messages'] as { role: string; content: unknown }[];
    const said = messages.map(({ content }) => text(content)).join('\n');
    const asked = text(messages.find(({ role }) => role === 'user')?.content);
    const skill = SKILLS[Object.keys(SKILLS).find((word) => asked.includes(word)) ?? ''];
    const results = messages.filter(({ role }) => role === 'tool');
    const next = skill?.[way][results.length];
    if (next === undefined) return reply(skill?.find(said) ?? 'unknown');
    const [name, args] = next;
    const called = { name, arguments: JSON.stringify(args(text(results.at(-1)?.content))) };
    const message = { content: null, tool_calls: [{ id: `c${results.length}`, type: 'function', function: called }] };
    return { ...reply(''), choices: [{ index: 0, finish_reason: 'tool_calls', message }] };
  });
}

function text(content: unknown): string {
  if (typeof content === 'string') return content;
  return Array.isArray(content) ? content.map((part) => part.text ?? part.image_url.url).join('\n') : '';
}

function config(server: ChatServer, more: Partial<W4sConfig> = {}): W4sConfig {
  return { providers: { mine: { baseUrl: server.baseUrl } }, ...more };
}

const workflow = join(EXAMPLE, 'workflow.py');
function score(options: Partial<ScoreOptions> & Pick<ScoreOptions, 'store' | 'config'>) {
  const fixed = { workflow, executor: 'mine:the-model', split: 'validation' as const };
  return scoreWorkflow({ ...fixed, ...options } as ScoreOptions);
}

const MCP_SERVER = join(import.meta.dirname, 'support/mcp-server.ts');

describe('the example: questions with files, over a corpus', () => {
  it('is answered in full by an executor that can look things up and see', async () => {
    await using server = await executor('corpus');
    const store = join(folder(), 'store.db');
    const task = join(EXAMPLE, 'task.yaml');
    const options = { store, config: config(server), task };
    const [validation, test] = [await score(options), await score({ ...options, split: 'test' })];
    expect([validation.accuracy, test.accuracy]).toEqual([1, 1]);
    expect(validation.n + test.n).toBe(8);
    expect((validation.tools?.calls ?? 0) + (test.tools?.calls ?? 0)).toBe(7);
  });

  it('is shown on the terminal, call by call', async () => {
    await using server = await executor('corpus');
    const place = folder();
    writeFileSync(join(place, 'w4s.config.json'), JSON.stringify(config(server)));
    const task = join(EXAMPLE, 'task.yaml');
    const args = ['eval', workflow, '--task', task, '--executor', 'mine:the-model', '--json'];
    const ran = await runCli(args, { cwd: place });
    expect(ran).toMatchObject({ code: 0 });
    const { splits } = await loadTask(task);
    const looked = splits.validation?.find(({ id }) => ['ferry', 'engineer', 'cheese', 'paintings'].includes(id));
    const shown = await runCli(['show', ran.result.run, '--item', looked?.id ?? ''], { cwd: place });
    expect(shown.stdout).toMatch(/called the tool search: .+\n +arguments\n +\{"query":"/);
  });
});

/** As a user has it from Hugging Face: metadata with the files beside it. */
function gaiaCopy(): string {
  const data = folder();
  const place = join(data, 'gaia/2023/validation');
  mkdirSync(place, { recursive: true });
  const rows = QUESTIONS.map(({ id, question, answer, files: [file = ''] }) => {
    const name = file === '' ? '' : `${id}${file.slice(file.lastIndexOf('.'))}`;
    if (name !== '') cpSync(join(EXAMPLE, file), join(place, name));
    return { task_id: id, Question: question, Level: '1', 'Final answer': answer, file_name: name };
  });
  writeFileSync(join(place, 'metadata.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  return data;
}

describe('GAIA on a copy of the user, with tools from the config', () => {
  const env = { ...process.env, WEB_TOKEN: 'token-of-the-web' };
  const tools = (mcpUrl: string, data: string): W4sConfig['tools'] => ({
    gaia: [
      { url: mcpUrl, headers: { authorization: 'Bearer ${WEB_TOKEN}' } },
      {
        command: process.execPath,
        args: [join(SERVERS, 'server-filesystem/dist/index.js'), data],
        allow: ['read_text_file'],
      },
      { command: process.execPath, args: [join(SERVERS, 'server-everything/dist/index.js')], allow: ['get-sum'] },
    ],
  });

  it('loads questions with their files', async () => {
    const { splits } = await loadTask('gaia', { dataDir: gaiaCopy() });
    const items = Object.values(splits).flat();
    expect(items).toHaveLength(8);
    expect(items.find(({ id }) => id === 'gaia/fuel')).toMatchObject({
      input: expect.stringContaining('Files that come with it:\n- fuel.xlsx (1.7 kB)'),
      files: [{ name: 'fuel.xlsx' }],
    });
  });

  it('is solved with a search, a page reader and the files, and no secret is kept', async () => {
    await using web = await fakeWeb(PAGES);
    await using server = await executor('web');
    const data = gaiaCopy();
    const store = join(folder(), 'store.db');
    const options = {
      store,
      config: config(server, { tools: tools(web.mcpUrl, data) }),
      task: 'gaia',
      dataDir: data,
      env,
    };
    const results = [await score(options), await score({ ...options, split: 'test' })];
    expect(results.map(({ accuracy }) => accuracy)).toEqual([1, 1]);
    expect(web.calls).toHaveLength(12);
    expect(web.authorizations).toEqual(new Set(['Bearer token-of-the-web']));
    expect(readFileSync(store).includes('token-of-the-web')).toBe(false);
    expect(existsSync(`${store}-wal`) && readFileSync(`${store}-wal`).includes('token-of-the-web')).toBe(false);
  });

  it('goes on after a stop, and makes no call twice', async () => {
    const stop = new AbortController();
    await using web = await fakeWeb(PAGES, (query) => query === 'Brenna' && stop.abort());
    await using server = await executor('web');
    const data = gaiaCopy();
    const store = join(folder(), 'store.db');
    const options = {
      store,
      config: config(server, { tools: tools(web.mcpUrl, data) }),
      task: 'gaia',
      dataDir: data,
      env,
    };
    const cut = await score({ ...options, split: 'test', concurrency: 1, signal: stop.signal });
    expect(cut.endedBy).toBe('interrupt');
    const before = web.calls.length;
    const whole = await score({ ...options, split: 'test', concurrency: 1 });
    expect(whole).toMatchObject({ run: cut.run, accuracy: 1, endedBy: null });
    expect(before).toBeLessThan(web.calls.length);
    // What was under way when it stopped was never answered, and is made again.
    const made = web.calls.map((call) => JSON.stringify(call));
    expect(made.filter((call, i) => made.indexOf(call) !== i)).toEqual(['["search",{"query":"Brenna"}]']);
    const opened = await openStore(store);
    const replayed = (
      await Promise.all(QUESTIONS.map(({ id }) => resultsOn(opened, `${cut.run}/test`, `gaia/${id}`)))
    ).flatMap((one) => one[0]?.trace?.steps ?? []);
    await opened.close();
    expect(replayed.filter((step) => step.kind === 'tool' && step.replayed)).toHaveLength(2);
  });
});

describe('a search over a task with tools', () => {
  const LOOKS_UP = `Look it up.
\`\`\`python
def workflow(agent, task):
    try:
        agent.call_tool("serch", {"query": task})
    except ValueError:
        pass
    return {"answer": agent.call_tool("search", {"query": task}).splitlines()[0]}
\`\`\``;

  it('tells the meta-agent of them and of calls that failed, and leaves no server behind', async () => {
    const pid = join(folder(), 'pid');
    const server = { command: process.execPath, args: [MCP_SERVER, `pid=${pid}`], allow: ['count'] };
    const items = QUESTIONS.filter(({ files }) => files.length === 0).map(({ question, answer }) => ({
      input: question,
      target: answer,
    }));
    const task = defineTask({
      name: 'harbour',
      description: 'Questions.',
      scorer: 'gaia',
      folder: EXAMPLE,
      tools: [{ corpus: 'passages.jsonl' }, server],
      splits: { validation: items.slice(0, 1), test: items.slice(1, 2) },
    });
    const meta = fakeModel(() => LOOKS_UP, { id: 'fake:meta', costUsd: 0 });
    const executor = fakeModel(() => 'none', { id: 'fake:executor', costUsd: 0 });
    const store = join(folder(), 'store.db');
    const given = { task, store, executor, meta, turns: 2, candidates: 1, review: 'never' as const, config: {} };
    const result = await optimize({ ...given, start: workflow });
    expect(result).toMatchObject({ status: 'done', candidates: 2 });
    const [first, second] = meta.calls.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
    expect(first).toContain('- search(query: string, count?: integer): Finds those of 12 passages');
    expect(first).toContain('- count(text?: string): Counts its calls.');
    expect(second).toContain('- 1 x serch: There is no tool "serch". Did you mean \'search\'?');
    expect(() => process.kill(Number(readFileSync(pid, 'utf8')), 0)).toThrow('ESRCH');
    // The same command with tools that say something else of themselves is another search.
    const other = { ...task, tools: [{ corpus: 'passages.jsonl', name: 'find' }, server] };
    expect((await optimize({ ...given, task: other, start: workflow, turns: 1 })).run).not.toBe(result.run);
  }, 60_000);

  it('ends, and may be continued, where a server can not be started any more', async () => {
    const place = folder();
    const script = join(place, 'server.mjs');
    writeFileSync(script, `await import(${JSON.stringify(MCP_SERVER)})`);
    const items = ['a', 'b', 'c', 'd', 'e', 'f'].map((input) => ({ input, target: 'ok' }));
    const task = defineTask({
      name: 'fragile',
      description: 'Echo.',
      scorer: 'exact',
      folder: place,
      tools: [{ command: process.execPath, args: [script], allow: ['crash', 'echo'] }],
      splits: { validation: items, test: items.slice(0, 1).map(() => ({ input: 'z', target: 'ok' })) },
    });
    const crashing = join(place, 'crash.py');
    writeFileSync(crashing, 'def workflow(agent, task):\n    return agent.call_tool("crash")\n');
    const executor = fakeModel(() => 'none', { id: 'fake:executor', costUsd: 0 });
    const options = { task, workflow: crashing, executor, split: 'validation' as const, concurrency: 1, config: {} };
    const store = join(place, 'store.db');
    const running = scoreWorkflow({ ...options, store, onStarted: () => writeFileSync(script, 'process.exit(1)') });
    await expect(running).rejects.toMatchObject({ code: 'tool-server' });
    const opened = await openStore(store);
    expect(await findRun(opened, 'latest')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('tool server'),
    });
    await opened.close();
  }, 60_000);
});

describe('a workflow at work on inputs', () => {
  it('calls the tools of the task that is named, and says so where none is', async () => {
    const executor = fakeModel(() => 'Lima', { id: 'fake:executor', costUsd: 0 });
    const options = { store: join(folder(), 'store.db'), executor, config: {} };
    await expect(loadWorkflow(workflow, options)).rejects.toMatchObject({ code: 'needs-tools', exitCode: 2 });
    await using open = await loadWorkflow(workflow, { ...options, task: join(EXAMPLE, 'task.yaml') });
    expect(await open.run('Which city?')).toMatchObject({ answer: 'Lima' });
    expect(executor.calls[0]?.tools?.map(({ name }) => name)).toEqual(['search']);
  });

  it('serves, with the tools of the task that is named', async () => {
    const executor = fakeModel(() => 'Lima', { id: 'fake:executor', costUsd: 0 });
    const options = { workflows: [workflow], store: join(folder(), 'store.db'), executor, config: {} };
    await expect(openWorkflowApi(options)).rejects.toMatchObject({ code: 'needs-tools', exitCode: 2 });
    await using api = await openWorkflowApi({ ...options, task: join(EXAMPLE, 'task.yaml') });
    const messages = [{ role: 'user', content: 'Which city?' }];
    const request = new Request('http://127.0.0.1/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'workflow', messages }),
    });
    expect(await (await api.fetch(request)).json()).toMatchObject({ choices: [{ message: { content: 'Lima' } }] });
    expect(executor.calls[0]?.tools?.map(({ name }) => name)).toEqual(['search']);
  });

  it('does not stand alone', async () => {
    const out = join(folder(), 'alone.py');
    const exported = await runCli(['export', workflow, '--standalone', '--out', out], { cwd: folder() });
    expect(exported).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('calls tools, which a file that stands'),
    });
  });
});
