import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandTable } from '../src/cli/table.ts';
import { chatServer, reply } from './support/chat-server.ts';
import { type CliResult, runCli, SMALL, startCli } from './support/cli.ts';

const SIM = ['--executor', 'sim:executor', '--meta', 'sim:meta'];

let folder: string;
let run: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-commands-'));
  const made = await cli(
    'optimize',
    'word-problems',
    ...SIM,
    ...SMALL,
    '--candidates',
    '2',
    '--name',
    'first',
    '--review',
    'never',
  );
  expect(made.code, made.stderr).toBe(0);
  run = made.result.run;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cli = (...words: string[]): Promise<CliResult> => runCli([...words, '--json'], { cwd: folder });
const plain = (...words: string[]): Promise<CliResult> => runCli(words, { cwd: folder });

/** The documented envelope: events, then one result. */
function expectEnvelope({ lines, stdout }: CliResult, command: string): void {
  expect(stdout.trimEnd().split('\n')).toHaveLength(lines.length);
  for (const line of lines.slice(0, -1)) expect(Object.keys(line)).toEqual(['type', 'event', 'at', 'data']);
  expect(lines.at(-1)).toMatchObject({ type: 'result', command });
  expect(Object.keys(lines.at(-1)!)).toEqual(['type', 'command', 'ok', 'exitCode', 'result', 'error']);
}

describe('help', () => {
  it.each(commandTable.map(({ name }) => name))('%s explains itself with examples', async (name) => {
    const { code, stdout, stderr } = await plain(name, '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Usage: w4s ${name}`);
    expect(stdout).toMatch(new RegExp(`Examples:\\n  \\$ w4s ${name}`));
    expect(stdout).toContain('--json');
  });

  it('w4s alone lists every command and where to begin', async () => {
    const { code, stdout } = await plain();
    expect(code).toBe(0);
    for (const { name } of commandTable) expect(stdout).toContain(`\n  ${name} `);
    expect(stdout).toContain('w4s demo');
    expect(await plain('--version')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

describe('reading commands', () => {
  it.each<[string, string[], Record<string, unknown>]>([
    ['runs', [], { runs: [{ command: 'optimize', status: 'done', name: 'first' }] }],
    ['show', ['first'], { run: { status: 'done' } }],
    [
      'show',
      ['latest', '--code'],
      { code: expect.stringMatching(/def (workflow|solver)/), findings: expect.any(Array) },
    ],
    [
      'show',
      ['--trajectory'],
      {
        actions: expect.arrayContaining([
          expect.objectContaining({ completion: expect.any(String), messages: expect.any(Array) }),
        ]),
      },
    ],
    [
      'report',
      ['--format', 'markdown', '--out', '-'],
      { format: 'markdown', content: expect.stringContaining('Simulated') },
    ],
    ['report', ['--format', 'csv'], { format: 'csv', content: expect.stringMatching(/^id,turn,slot,/) }],
    ['cache', [], { models: expect.arrayContaining([expect.objectContaining({ model: 'sim:executor' })]) }],
    ['cache', ['--model', 'no:such'], { models: [] }],
    [
      'cache',
      ['show', '--limit', '1', '--model', 'sim:meta'],
      { requests: [expect.objectContaining({ samples: expect.any(Array) })] },
    ],
    ['cancel', [], { status: 'done' }],
    [
      'tasks',
      [],
      {
        tasks: expect.arrayContaining([expect.objectContaining({ name: 'word-problems', available: true })]),
        reasoningGym: expect.objectContaining({ version: '0.1.25', prepared: expect.any(Boolean) }),
      },
    ],
    [
      'tasks',
      ['reasoning-gym'],
      { reasoningGym: expect.objectContaining({ families: expect.objectContaining({ probability: ['coin_flip'] }) }) },
    ],
    ['doctor', [], { checks: expect.arrayContaining([expect.objectContaining({ check: 'sandbox', ok: true })]) }],
  ])('%s %s', async (command, words, result) => {
    const found = await cli(command, ...words);
    expect(found.code, found.stderr).toBe(0);
    expectEnvelope(found, command);
    expect(found.result).toMatchObject(result);
    // The same for people: something on standard output, nothing of JSON.
    const text = await plain(command, ...words);
    expect(text.code).toBe(0);
    expect(text.stdout.trim()).not.toBe('');
    expect(text.stdout).not.toMatch(/^\{"type"/m);
  });

  it('report writes one self-contained page, Markdown and CSV where they are asked for', async () => {
    const html = await cli('report', run);
    const page = await readFile(join(folder, html.result.path), 'utf8');
    expect(page).toContain(run);
    expect(page).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)=["']https?:/);
    await cli('report', run, '--format', 'markdown', '--out', 'report.md');
    expect(await readFile(join(folder, 'report.md'), 'utf8')).toMatch(/^# /);
    const printed = await plain('report', run, '--format', 'csv', '--out', '-');
    const rows = printed.stdout.trim().split('\n');
    expect(rows).toHaveLength(1 + 7); // header, three starts, two candidates in two turns
  });

  it('show tells a candidate’s code, and what it was asked for is not there', async () => {
    expect((await plain('show', `${run}/t00c0`)).stdout).toMatch(
      /# .+\/t00c0 {2}sha256 [0-9a-f]{64}\n[\s\S]+(No findings\.|Findings:)/,
    );
    expect(await cli('show', `${run}/t00c0`, '--trajectory')).toMatchObject({
      code: 2,
      error: {
        code: 'invalid-option',
        message: 'Expected `--trajectory` with a run, got the candidate `t00c0` of one',
      },
    });
    expect(await cli('show', `${run}/t09c0`)).toMatchObject({
      code: 2,
      error: { code: 'unknown-candidate', hint: expect.stringContaining(`w4s show ${run}`) },
    });
  });

  it('show and export tell items: all, those that failed, and one with all that happened on it', async () => {
    const { items } = (await cli('show', run, '--items', '--failed', '--candidate', 't00c0')).result;
    expect(items.every(({ score }: { score: number | null }) => score !== 1)).toBe(true);
    const all = (await cli('show', run, '--items', '--split', 'test')).result.items;
    expect(all).toHaveLength(10);
    const { itemId } = all[0];
    const words = ['show', run, '--item', itemId, '--split', 'test'];
    expect((await cli(...words)).result.item).toMatchObject({
      itemId,
      split: 'test',
      target: null,
      repeats: [{ trace: { steps: expect.arrayContaining([expect.objectContaining({ kind: 'ask', cached: 0 })]) } }],
    });
    expect((await plain(...words)).stdout).toMatch(/score \d.*\n[^]+\n1\. asked[^]+ user\n[^]+ reply(?: 1)?\n/);
    expect(await cli('show', run, '--item', 'validation/0x')).toMatchObject({
      code: 2,
      error: { code: 'unknown-item', message: expect.stringContaining('word-problems/validation/0') },
    });
    expect(await cli('show', run, '--items', '--candidate', 't9c0')).toMatchObject({
      code: 2,
      error: { code: 'unknown-candidate' },
    });
  });

  it('export writes items as JSON lines with traces, or as CSV, and to standard output', async () => {
    const lines = await cli('export', run, '--items', '--all', '--traces');
    expect(lines.result).toMatchObject({ format: 'jsonl', path: expect.stringContaining('items.jsonl') });
    const rows = (await readFile(join(folder, lines.result.path), 'utf8')).trimEnd().split('\n');
    expect(rows).toHaveLength(lines.result.items);
    for (const row of rows)
      expect(JSON.parse(row)).toMatchObject({ candidate: expect.any(String), trace: { messages: expect.any(Array) } });
    const csv = await plain('export', run, '--items', '--candidate', 't00c0', '--format', 'csv', '--out', '-');
    expect(csv.stdout.split('\r\n')[0]).toMatch(/^candidate,split,item_id,.+,latency_ms$/);
    expect(csv.stdout).not.toContain('\\u000d');
    for (const words of [
      ['--format', 'csv', '--traces'],
      ['--all', '--candidate', 't00c0'],
      ['--out', '-'],
    ])
      expect(await cli('export', run, '--items', ...words)).toMatchObject({
        code: 2,
        error: { code: 'invalid-option' },
      });
  });

  it('compare takes candidates of one run', async () => {
    const found = await cli('compare', `${run}/t01c0`, `${run}/t00c0`, '--split', 'validation');
    expectEnvelope(found, 'compare');
    expect(found.result).toMatchObject({
      task: 'word-problems',
      split: 'validation',
      first: { label: `${run}/t01c0` },
      second: { label: `${run}/t00c0` },
    });
  });
});

describe('review', () => {
  const RISKY =
    'See.\n```python\nimport os\n\ndef workflow(agent, task):\n' +
    '    messages = [{"role": "user", "content": task + " Think step by step."}]\n' +
    '    return {"answer": agent.call_llm(messages=messages)[0]}\n```';

  it('policy always: a search waits until somebody decides at the terminal', async () => {
    await using server = await chatServer(() => reply(RISKY));
    const store = ['--store', 'always.db'];
    const models = ['--executor', 'sim:executor', '--meta', `${server.baseUrl}#writer`];
    const settings = ['--turns', '1', '--start', 'none', '--review', 'always'];
    const search = cli('optimize', 'word-problems', ...models, ...SMALL, ...settings, ...store);
    const pending = async () =>
      existsSync(join(folder, 'always.db')) ? (await cli('review', ...store)).result.pending : [];
    await expect.poll(pending, { interval: 500 }).toMatchObject([{ role: 'candidate', blocks: true }]);
    const [{ candidate }] = await pending();
    const shown = await plain('review', 'show', candidate, ...store);
    expect(shown.stdout).toMatch(/> 1 {2}import os\n.*\^ danger: dangerous-import/);
    expect(await cli('review', 'approve', candidate, '--note', 'read it', ...store)).toMatchObject({ code: 0 });
    expect(await search).toMatchObject({ code: 0, result: { best: { candidate, needsReview: false } } });
  });

  it.each([
    ['on-findings', RISKY, true],
    ['never', RISKY, false],
  ] as const)('policy %s', async (policy, text, waits) => {
    await using server = await chatServer(() => reply(text));
    const made = await cli(
      'optimize',
      'word-problems',
      '--executor',
      'sim:executor',
      '--meta',
      `${server.baseUrl}#writer`,
      ...SMALL,
      '--turns',
      '1',
      '--start',
      'none',
      '--review',
      policy,
      '--store',
      `${policy}.db`,
    );
    expect(made.code, made.stderr).toBe(0);
    expect(made.result.best).toMatchObject({
      turn: 1,
      needsReview: waits,
      file: waits ? null : expect.stringContaining('winner.py'),
    });
    const out = `${policy}.py`;
    const exported = await cli('export', 'latest', '--store', `${policy}.db`, '--out', out);
    if (!waits) {
      expect(exported).toMatchObject({ code: 0, result: { path: out } });
      return;
    }
    expect(exported).toMatchObject({
      code: 1,
      error: {
        code: 'needs-review',
        hint: expect.stringMatching(/w4s review show \S+\/t01c0.+w4s review approve/s),
        facts: { hash: made.result.best.hash },
      },
    });
    const approved = await cli(
      'export',
      'latest',
      '--approve',
      '--note',
      'read it',
      '--store',
      `${policy}.db`,
      '--out',
      out,
    );
    expect(approved).toMatchObject({ code: 0, result: { path: out, hash: made.result.best.hash } });
    const file = await readFile(join(folder, out), 'utf8');
    expect(file).toContain(`# run: ${made.result.run}`);
    // The exported file is a workflow again, and knows its task.
    const scored = await cli('eval', out, '--executor', 'sim:executor', '--limit', '4', '--store', `${policy}.db`);
    expect(scored).toMatchObject({ code: 0, result: { task: 'word-problems', workflowHash: made.result.best.hash } });
    // Another word is the last one, and the first stays on record.
    await cli('review', 'reject', 'latest', '--note', 'it lies', '--store', `${policy}.db`);
    const shown = await plain('review', 'show', made.result.run, '--store', `${policy}.db`);
    expect(shown.stdout).toMatch(/; rejected by .+: it lies\n +before that: approved by .+: read it\n/);
  });
});

it('an evaluation is shown as it was printed, and has no winner to export', async () => {
  const scored = await plain('eval', `${run}/t00c0`, '--executor', 'sim:executor', '--limit', '4');
  expect(scored.stdout).toMatch(/score +\d+\.\d%.+on 4 item runs\n/);
  const [evaluation] = /word-problems-\w+(?= OTHER)/.exec(scored.stdout)!;
  expect((await plain('show', evaluation)).stdout).toContain(scored.stdout);
  expect(await cli('export', evaluation)).toMatchObject({
    code: 2,
    error: { code: 'no-winner', hint: expect.stringContaining('w4s optimize') },
  });
});

it('cancel marks a run whose process has died, and it still goes on', async () => {
  const words = ['optimize', 'word-problems', ...SIM, ...SMALL, '--turns', '5', '--store', 'dead.db'];
  const started = startCli([...words, '--json'], { cwd: folder });
  await started.seen('"turn":1');
  started.child.kill('SIGKILL');
  await started.done;
  expect((await cli('runs', '--store', 'dead.db')).result.runs).toMatchObject([{ status: 'interrupted' }]);
  expect((await plain('show', '--store', 'dead.db')).stdout).toContain('interrupted');
  const cancelled = await plain('cancel', '--store', 'dead.db');
  expect(cancelled).toMatchObject({ code: 0, stdout: expect.stringMatching(/marked as cancelled.+w4s resume/) });
  const resumed = await cli('resume', '--store', 'dead.db');
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(resumed.result.status).toBe('done');
});

it('cache clear forgets the answers of one model, and runs stay', async () => {
  const made = await cli('optimize', 'word-problems', ...SIM, ...SMALL, '--turns', '1', '--store', 'cleared.db');
  expect(made.code, made.stderr).toBe(0);
  const cleared = await cli('cache', 'clear', '--model', 'sim:meta', '--store', 'cleared.db');
  expect(cleared.result.cleared).toBeGreaterThan(0);
  expect(
    (await cli('cache', '--store', 'cleared.db')).result.models.map(({ model }: { model: string }) => model),
  ).toEqual(['sim:executor']);
  expect((await cli('cache', 'clear', '--store', 'cleared.db')).result.cleared).toBeGreaterThan(0);
  expect((await plain('cache', '--store', 'cleared.db')).stdout).toContain('The cache is empty.');
  expect((await cli('runs', '--store', 'cleared.db')).result.runs.length).toBeGreaterThan(0);
});

describe('sim', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves a client over HTTP until %s ends it, which is no failure',
    async (signal) => {
      const sim = startCli(['sim', '--task', 'word-problems', '--seed', '4'], { cwd: folder });
      await sim.seen('--meta http://');
      const [url] = /http:\/\/\S+/.exec(sim.printed())!;
      expect(sim.printed()).toContain(`--executor ${url}#sim-executor --meta ${url}#sim-meta`);
      const answer = await fetch(`${url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'sim-executor', n: 2, messages: [{ role: 'user', content: 'What is 2 + 2?' }] }),
      });
      expect(((await answer.json()) as { choices: unknown[] }).choices).toHaveLength(2);
      sim.child.kill(signal);
      expect(await sim.done).toMatchObject({
        code: 0,
        signal: null,
        stdout: expect.stringContaining('1 request, 2 choices'),
        stderr: expect.stringContaining('not a language model'),
      });
    },
  );

  it('fails requests as it was told, and says how many', async () => {
    const sim = startCli(['sim', '--error-rate', '500=1', '--json'], { cwd: folder });
    await sim.seen('sim-started');
    const { data } = JSON.parse(
      sim
        .printed()
        .split('\n')
        .find((line) => line.startsWith('{'))!,
    ) as { data: { url: string } };
    const answer = await fetch(`${data.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'sim-executor', messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(answer.status).toBe(500);
    sim.child.kill('SIGINT');
    expect(await sim.done).toMatchObject({ code: 0, result: { requests: 1, byFault: { 500: 1 } } });
  });
});

it('a config in TypeScript finds w4s by its name, where no such package is installed', async () => {
  const project = await mkdtemp(join(folder, 'project-'));
  await writeFile(
    join(project, 'w4s.config.ts'),
    "import { defineConfig } from 'w4s';\nexport default defineConfig({ defaults: { concurrency: 4 } });\n",
  );
  const { code, stderr, result } = await runCli(['runs', '--json'], { cwd: project });
  expect({ code, stderr, result }).toMatchObject({ code: 0, stderr: '' });
});

it('demo --sim shows the machinery where the native runtime is missing, and says that it is simulated', async () => {
  const { code, stdout, stderr } = await plain('demo', '--sim', '--turns', '1', '--seed', '1', '--store', 'demo.db');
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('not a language model');
  expect(stderr).toMatch(/Turn 1 of 1\n {2}t01c\d {2}\w/);
  expect(stderr).toMatch(/\n {2}t01c\d {2}\d/);
  expect(stdout).toContain('A model was SIMULATED');
  expect(stdout).toMatch(/best \(t01c\d\)|start/);
  expect(stdout).toMatch(/Next:\n {2}w4s show word-problems-\w+ --code --store demo\.db\n/);
});
