import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatServer, refusal, reply, sendJson } from './support/chat-server.ts';
import { startSim } from '../src/providers/sim/index.ts';
import { loadTask } from '../src/task/index.ts';
import { type CliResult, runCli, SMALL, STACK_TRACE } from './support/cli.ts';
import { freePort } from './support/free-port.ts';
import { PROGRAM } from './support/program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-bad-input-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SIM = ['--executor', 'sim:executor', '--meta', 'sim:meta'];
const optimize = (...more: string[]): string[] => ['optimize', 'word-problems', ...SIM, ...SMALL, ...more];

/** A folder with these files to run in. */
async function place(files: Record<string, string | Buffer> = {}): Promise<string> {
  const dir = await mkdtemp(join(folder, 'case-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(dir, name, '..'), { recursive: true });
    await writeFile(join(dir, name), content);
  }
  return dir;
}

function expectUserError(result: CliResult, code: number): void {
  expect(result.code, result.stderr).toBe(code);
  expect(`${result.stdout}${result.stderr}`).not.toMatch(STACK_TRACE);
}

describe('a name that is not known: exit 2, the nearest one, where the list is', () => {
  it.each<[string, string[], string[]]>([
    ['command', ['optimise-it'], ['Unknown command `optimise-it`', 'w4s --help']],
    ['mistyped command', ['optimze', 'gsm8k'], ['Did you mean `optimize`?', 'w4s --help']],
    ['command to be helped with', ['help', 'optimze'], ['Did you mean `optimize`?', 'w4s --help']],
    [
      'flag',
      ['optimize', 'word-problems', '--exectuor', 'x'],
      ['`--exectuor`', 'Did you mean `--executor`?', 'w4s optimize --help'],
    ],
    ['task', ['optimize', 'gsm8-hard', ...SIM], ['gsm8-hard', 'gsm-hard', 'w4s tasks']],
    ['provider', optimize('--executor', 'opnai:gpt-6-sol'), ['Did you mean `openai:gpt-6-sol`?', 'Known: openai']],
    ['model without provider', optimize('--executor', 'gpt-6-sol'), ['openai:gpt-6-sol']],
    ['endpoint without model', optimize('--executor', 'http://127.0.0.1:1/v1'), ['#my-model']],
    ['simulated model', optimize('--meta', 'sim:mata'), ['sim:mata', '`sim:meta`']],
    ['choice', ['init', '--kind', 'tyescript'], ['--kind', 'Did you mean `typescript`?']],
    ['number', optimize('--turns', 'ten'), ['`--turns`', 'an integer of at least 1', '`ten`']],
    ['missing argument', ['optimize'], ['TASK', 'w4s optimize --help']],
    ['missing model', ['optimize', 'word-problems'], ['--executor MODEL', 'w4s demo']],
    ['run, where none is', ['show', 'nope'], ['no runs yet', 'w4s demo']],
    ['store', ['runs', '--store', 'typo.db'], ['`typo.db`', '--store']],
    ['workflow file', ['eval', 'nope.py', '--executor', 'sim:executor'], ['no file `nope.py`', 'w4s runs']],
    ['start workflow', optimize('--start', 'nope.py'), ['nope.py']],
    ['action', ['cache', 'clr'], ['`clr`', 'clear']],
    ['fault', ['sim', '--error-rate', 'foo=2'], ['--error-rate', '`foo=2`']],
  ])('%s', async (_, words, expected) => {
    const cwd = await place();
    const result = await runCli(words, { cwd });
    expectUserError(result, 2);
    for (const text of expected) expect(result.stderr).toContain(text);
    expect(result.stdout).toBe('');
  });

  it('a run among others, with the nearest', async () => {
    const cwd = await place();
    const { result } = await runCli([...optimize('--turns', '1', '--test', '0'), '--json'], { cwd });
    const mistyped = `${String(result.run).slice(0, -1)}?`;
    const found = await runCli(['show', mistyped, '--json'], { cwd });
    expectUserError(found, 2);
    expect(found.error).toMatchObject({
      code: 'unknown-run',
      message: expect.stringContaining(`Did you mean \`${result.run}\`?`),
      hint: expect.stringContaining('w4s runs'),
    });
  });

  it.each([
    ['a field', 'export default { provders: {} }', ['w4s.config.ts', '`provders`', 'Did you mean `providers`?']],
    ['a nested field', 'export default { retry: { attemps: 3 } }', ['`retry.attemps`', '`attempts`']],
    ['a value', 'export default { defaults: { executor: 3 } }', ['defaults.executor', 'w4s.config.ts']],
    ['the syntax', 'export default {', ['w4s.config.ts']],
  ])('%s of the config', async (_, config, expected) => {
    const cwd = await place({ 'w4s.config.ts': config });
    const result = await runCli(optimize(), { cwd });
    expectUserError(result, 2);
    for (const text of expected) expect(result.stderr).toContain(text);
  });
});

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]), Buffer.alloc(64, 7)]);
const TASK =
  'name: mine\ndescription: Add.\ndata: items.jsonl\nsplit: {validation: 0.5, test: 0.5}\n' +
  'fields: {id: id, input: question, target: answer}\nscorer: numeric\n';
const ITEMS = Array.from({ length: 8 }, (_, i) =>
  JSON.stringify({ id: i, question: `What is ${i} + ${i}?`, answer: 2 * i }),
).join('\n');

const PLAIN =
  'def workflow(agent, task):\n' +
  '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n';
/** A task over a table, and a workflow for it. */
const table = (csv: string | Buffer): Record<string, string | Buffer> => ({
  'task.yaml': TASK.replace('items.jsonl', 'items.csv').replace('id: id, ', ''),
  'items.csv': csv,
  'w.py': PLAIN,
});

describe('a file that is wrong: which one, where, what', () => {
  it.each([
    [
      'a picture as workflow',
      { 'a.png': PNG },
      ['eval', 'a.png', '--task', 'word-problems', '--executor', 'sim:executor'],
      ['`a.png`', 'NUL bytes', 'def workflow(agent, task)'],
    ],
    [
      'JSON as workflow',
      { 'a.py': '{"a": 1}' },
      ['eval', 'a.py', '--task', 'word-problems', '--executor', 'sim:executor'],
      ['`a.py`', 'def workflow(agent, task)'],
    ],
    [
      'a workflow without the function',
      { 'a.py': 'x = 1\n' },
      ['eval', 'a.py', '--task', 'word-problems', '--executor', 'sim:executor'],
      ['`a.py`', '`workflow(agent, task)`', '`solver(agent, task)`'],
    ],
    [
      'a workflow that names no task',
      { 'a.py': 'def workflow(agent, task):\n    return {"answer": 1}\n' },
      ['eval', 'a.py', '--executor', 'sim:executor'],
      ['--task', 'w4s tasks'],
    ],
    ['a picture as task', { 'a.png': PNG }, ['optimize', 'a.png', ...SIM], ['`a.png`', '.yaml', 'w4s tasks']],
    ['a task file that is missing', {}, ['optimize', './task.yaml', ...SIM], ['./task.yaml', 'w4s init']],
    [
      'a mistyped field',
      { 'task.yaml': TASK.replace('scorer', 'scorrer'), 'items.jsonl': ITEMS },
      ['optimize', 'task.yaml', ...SIM],
      ['task.yaml:6', '`scorrer`', 'Did you mean `scorer`?'],
    ],
    [
      'a mistyped scorer',
      { 'task.yaml': TASK.replace('numeric', 'numerc'), 'items.jsonl': ITEMS },
      ['optimize', 'task.yaml', ...SIM],
      ['task.yaml:6', '`scorer`', 'Did you mean `numeric`?'],
    ],
    [
      'broken YAML',
      { 'task.yaml': TASK.replace('description:', 'description: [') },
      ['optimize', 'task.yaml', ...SIM],
      ['task.yaml:3', 'Expected YAML'],
    ],
    [
      'missing data',
      { 'task.yaml': TASK, 'itms.jsonl': ITEMS },
      ['optimize', 'task.yaml', ...SIM],
      ['task.yaml:3', '`data`', 'items.jsonl'],
    ],
    [
      'a broken line of data',
      { 'task.yaml': TASK, 'items.jsonl': `${ITEMS}\n{"id": 9,` },
      ['optimize', 'task.yaml', ...SIM],
      ['items.jsonl:9', 'JSON'],
    ],
    [
      'a column that is not there',
      { 'task.yaml': TASK.replace('input: question', 'input: qestion'), 'items.jsonl': ITEMS },
      ['optimize', 'task.yaml', ...SIM],
      ['items.jsonl:1', '`qestion`', 'Did you mean `question`?'],
    ],
    [
      'a task in TypeScript without a default export',
      { 'task.ts': 'export const task = 1;' },
      ['optimize', 'task.ts', ...SIM],
      ['task.ts', 'export default defineTask'],
    ],
    [
      'a task with an alias of itself',
      { 'task.yaml': `${TASK}instructions: &a [*a]\n`, 'items.jsonl': ITEMS },
      ['optimize', 'task.yaml', ...SIM],
      ['task.yaml', 'aliases'],
    ],
    [
      'data outside of the task’s folder',
      { 'mine/task.yaml': TASK.replace('items.jsonl', '../items.jsonl'), 'items.jsonl': ITEMS },
      ['optimize', 'mine', ...SIM],
      ['mine/task.yaml:3', '`data`', '--allow-outside'],
    ],
    [
      'Latin-1',
      table(Buffer.from('question,answer\nCafé?,Müller\nb,2\nc,3\n', 'latin1')),
      ['optimize', 'task.yaml', ...SIM],
      ['items.csv:2', '`question`', '0xE9', 'encoding: latin1'],
    ],
    [
      'a quote in the middle of a text',
      table('question,answer\nIt is 5" long,2\nb,2\nc,3\n'),
      ['optimize', 'task.yaml', ...SIM],
      ['items.csv:2', '`question`', '"It is 5"" long"'],
    ],
    [
      'empty golds',
      table('question,answer\na,\nb,42\nc,42\nd,42\ne,\n'),
      ['optimize', 'task.yaml', ...SIM],
      ['items.csv:2', '`answer`', 'Expected a gold'],
    ],
    [
      'golds that the scorer can’t match',
      table('question,answer\na,1\nb,two apples\nc,many\n'),
      ['eval', 'w.py', '--task', 'task.yaml', '--executor', 'sim:executor'],
      ['items.csv:4', '`answer`', '`numeric`', '`"many"`'],
    ],
  ] as [string, Record<string, string | Buffer>, string[], string[]][])('%s', async (_, files, words, expected) => {
    const result = await runCli(words, { cwd: await place(files) });
    expectUserError(result, 2);
    for (const text of expected) expect(result.stderr).toContain(text);
  });

  it.each([
    ['digits beyond 2^53 are kept', ITEMS.replace('"answer":2}', '"answer":12345678901234567890}'), 'numeric', /^$/],
    [
      'inputs that stand twice are told, and stay on one side',
      `${ITEMS}\n${ITEMS.replaceAll('"id":', '"id":1')}`,
      'numeric',
      /Warning: 8 inputs stand more than once in one split/,
    ],
  ])('%s', async (_, items, scorer, warning) => {
    const cwd = await place({ 'task.yaml': TASK.replace('numeric', scorer), 'items.jsonl': items, 'w.py': PLAIN });
    const scored = await runCli(['eval', 'w.py', '--task', 'task.yaml', '--executor', 'sim:executor'], { cwd });
    expect(scored.code, scored.stderr).toBe(0);
    expect(
      scored.stderr
        .split('\n')
        .filter((line) => line.startsWith('Warning'))
        .join('\n'),
    ).toMatch(warning);
  });

  it('data outside of the task’s folder is read when it is allowed', async () => {
    const cwd = await place({
      'mine/task.yaml': TASK.replace('items.jsonl', '../items.jsonl'),
      'items.jsonl': ITEMS,
      'w.py': PLAIN,
    });
    const scored = await runCli(
      ['eval', 'w.py', '--task', 'mine', '--executor', 'sim:executor', '--allow-outside', '--json'],
      { cwd },
    );
    expect(scored.code, scored.stderr).toBe(0);
    expect(scored.result).toMatchObject({ n: 4, missing: 0 });
  });

  it('a scorer that fails ends the run before the meta-agent is paid; the mended one pays nothing again', async () => {
    const cwd = await place({
      'task.yaml': TASK.replace('scorer: numeric', 'scorer:\n  python: scorer.py'),
      'items.jsonl': ITEMS,
      'scorer.py': 'def score(prediction, target):\n    return nope\n',
    });
    const words = ['optimize', 'task.yaml', ...SIM, '--turns', '1'];
    const broken = await runCli([...words, '--json'], { cwd });
    expectUserError(broken, 1);
    expect(broken.result).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/scorer.+NameError: name 'nope'/),
      hint: expect.stringContaining('w4s resume'),
      calls: 4,
      turns: 0,
    });
    await writeFile(
      join(cwd, 'scorer.py'),
      'def score(prediction, target):\n    return float(str(target) in str(prediction))\n',
    );
    const mended = await runCli([...words, '--json'], { cwd });
    expect(mended.code, mended.stderr).toBe(0);
    expect(mended.result).toMatchObject({ status: 'done', start: { validation: { n: 4, missing: 0 } } });
    // Scores of two scorers must not meet in one run, so this is another one; the answers come from the cache.
    expect(mended.result.run).not.toBe(broken.result.run);
    const executor = mended.result.ledger.find(({ role }: { role: string }) => role === 'executor');
    expect(executor.cachedCompletions).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ['a folder', (cwd: string) => cwd],
    ['a picture', (cwd: string) => join(cwd, 'a.png')],
    ['a place where nothing can be written', () => '/dev/null/store.db'],
  ])('a store that is %s', async (_, path) => {
    const cwd = await place({ 'a.png': PNG });
    const result = await runCli(optimize('--store', path(cwd), '--json'), { cwd });
    expectUserError(result, 1);
    expect(result.error).toMatchObject({
      code: 'store-unreadable',
      message: expect.stringContaining(path(cwd)),
      hint: expect.stringContaining('--store'),
    });
  });

  it('a data folder without the benchmark says what to put where', async () => {
    const cwd = await place();
    const result = await runCli(['optimize', 'gaia', ...SIM, '--data', cwd, '--json'], { cwd });
    expectUserError(result, 2);
    expect(result.error).toMatchObject({
      message: expect.stringContaining(join(cwd, 'gaia')),
      hint: expect.stringContaining('--data DIR'),
    });
  });
});

describe('keys', () => {
  it('a missing key names variable and model before anything is sent', async () => {
    await using server = await chatServer(() => reply('42'));
    const mine = JSON.stringify({ baseUrl: server.baseUrl, apiKeyEnv: 'MINE_KEY' });
    const cwd = await place({ 'w4s.config.ts': `export default { providers: { mine: ${mine} } }` });
    const result = await runCli(optimize('--executor', 'mine:big', '--json'), { cwd });
    expectUserError(result, 2);
    expect(result.error).toMatchObject({
      code: 'missing-key',
      message: expect.stringMatching(/`MINE_KEY`.+`mine:big`/),
      hint: expect.stringContaining('export MINE_KEY='),
    });
    expect(server.calls).toHaveLength(0);
  });

  it('a wrong key stops at once, and its text is nowhere', async () => {
    const key = 'sk-4b1d-very-secret-0815';
    await using server = await chatServer(({ headers }, response) =>
      sendJson(
        response,
        401,
        refusal(`Incorrect API key provided: ${String(headers.authorization).slice(7)}`, { code: 'invalid_api_key' }),
      ),
    );
    const cwd = await place();
    const env = { OPENAI_API_KEY: key, OPENAI_BASE_URL: server.baseUrl };
    const result = await runCli(optimize('--executor', 'openai:gpt-6-luna', '--json'), { cwd, env });
    expectUserError(result, 1);
    expect(result.result).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('401'),
      hint: expect.stringContaining('OPENAI_API_KEY'),
    });
    expect(server.calls.length).toBeLessThanOrEqual(8);
    const text = await runCli(['eval', 'w.py', '--task', 'word-problems', '--executor', 'openai:gpt-6-luna'], {
      cwd: await place({
        'w.py':
          'def workflow(agent, task):\n' +
          '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n',
      }),
      env,
    });
    expectUserError(text, 1);
    expect(text.stderr).toContain('OPENAI_API_KEY');
    const written = await readdir(join(cwd, '.w4s'), { recursive: true, withFileTypes: true });
    const bytes = await Promise.all(
      written.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(bytes.length).toBeGreaterThanOrEqual(2);
    for (const content of [result.stdout, result.stderr, text.stdout, text.stderr, ...bytes])
      expect(content).not.toContain(key);
  });
});

const QUICK_RETRY = 'retry: { attempts: 2, baseDelayMs: 5, maxDelayMs: 20 }';

describe('models that do not do their part', () => {
  it.each([
    ['never writes code', 'I would ask the model to think harder.', /no code block/, 'fruitless'],
    [
      'writes what always crashes',
      'Here it is.\n```python\ndef workflow(agent, task):\n    raise ValueError("always")\n```',
      /ValueError: always/,
      'fruitless',
    ],
  ])('a meta-agent that %s', async (_, text, problem) => {
    await using server = await chatServer(() => reply(text));
    const cwd = await place();
    const result = await runCli([...optimize('--meta', `${server.baseUrl}#writer`), '--json'], { cwd });
    expectUserError(result, 1);
    expect(result.result).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(problem),
      hint: expect.stringContaining('--trajectory'),
      turns: 2,
      best: { turn: 0, test: null },
    });
    expect(result.result.reason).not.toContain('\n');
    // One action and three repairs in each of two turns.
    expect(server.calls).toHaveLength(8);
    const trajectory = await runCli(['show', '--trajectory'], { cwd });
    expect(trajectory.stdout.match(/^-> /gm)).toHaveLength(8);
  });

  it('a workflow that crashes on all items but the one it was tried on scores low, and no more', async () => {
    // The first turn tries its program on the second item.
    const tried = (await loadTask('word-problems')).splits.validation![1]!;
    const code =
      `def workflow(agent, task):\n    if task != ${JSON.stringify(tried.input)}:\n` +
      '        raise KeyError("no")\n    return {"answer": "-1"}';
    await using server = await chatServer(() => reply(`Try.\n\`\`\`python\n${code}\n\`\`\``));
    const result = await runCli(
      [...optimize('--meta', `${server.baseUrl}#writer`, '--racing', 'off', '--turns', '1'), '--json'],
      { cwd: await place() },
    );
    expect(result.code, result.stderr).toBe(0);
    const scored = result.lines.filter(({ event, data }) => event === 'candidate-scored' && data.turn > 0);
    expect(scored[0]!.data).toMatchObject({ n: 12, accuracy: 0, reward: 0 });
  });

  it('an executor that is down from the start ends the run with few lines; it goes on once that is up', async () => {
    const port = await freePort();
    const cwd = await place({ 'w4s.config.ts': `export default { ${QUICK_RETRY} }` });
    const words = optimize('--executor', `http://127.0.0.1:${port}/v1#sim-executor`);
    const down = await runCli(words, { cwd });
    expectUserError(down, 1);
    expect(down.stdout).toContain(`Nothing listens at http://127.0.0.1:${port}/v1`);
    expect(down.stdout).toContain('w4s resume');
    expect(down.stderr.split('\n').length).toBeLessThan(10);
    const sim = await startSim({ port, tasks: [await loadTask('word-problems')] });
    try {
      const up = await runCli(['resume', '--json'], { cwd });
      expect(up.code, up.stderr).toBe(0);
      expect(up.result.start.validation).toMatchObject({ n: 12, missing: 0 });
    } finally {
      await sim.close();
    }
  });

  it('an executor that goes down half-way: nothing lost, and `resume` ends as an undisturbed run', async () => {
    const task = await loadTask('word-problems');
    const port = await freePort();
    const cwd = await place({ 'w4s.config.ts': `export default { ${QUICK_RETRY} }` });
    const words = [
      'optimize',
      'word-problems',
      '--executor',
      `http://127.0.0.1:${port}/v1#sim-executor`,
      '--meta',
      'sim:meta',
      ...SMALL,
      '--validation',
      '30',
      '--json',
    ];
    let sim = await startSim({ port, tasks: [task], latencyMs: 5 });
    const whole = await runCli([...words, '--store', 'whole.db'], { cwd });
    expect(whole.code, whole.stderr).toBe(0);
    await sim.close();

    sim = await startSim({ port, tasks: [task], latencyMs: 5 });
    const first = sim;
    const watch = setInterval(() => first.stats().choices >= 40 && void first.close(), 2);
    const half = await runCli([...words, '--store', 'half.db'], { cwd });
    clearInterval(watch);
    expectUserError(half, 1);
    expect(half.result).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('gives no answers'),
      report: expect.stringContaining('report.html'),
    });

    sim = await startSim({ port, tasks: [task], latencyMs: 5 });
    try {
      const end = await runCli(['resume', 'latest', '--store', 'half.db', '--json'], { cwd });
      expect(end.code, end.stderr).toBe(0);
      expect(end.result.best).toMatchObject({
        code: whole.result.best.code,
        validation: whole.result.best.validation,
        test: whole.result.best.test,
      });
    } finally {
      await sim.close();
    }
  });
});

describe('money', () => {
  it('a budget with an unpriced model is refused, and says how to price it', async () => {
    const result = await runCli(optimize('--budget', '1', '--json'), { cwd: await place() });
    expectUserError(result, 2);
    expect(result.error).toMatchObject({
      code: 'budget-unpriced',
      message: expect.stringContaining('`sim:executor`, `sim:meta`'),
      hint: expect.stringContaining('--max-calls'),
    });
  });

  it('a budget is never exceeded, and the run can go on with a higher one', async () => {
    const price = '{ inputUsdPerMillion: 10, outputUsdPerMillion: 20 }';
    const cwd = await place({
      'w4s.config.ts': `export default { prices: { 'sim:executor': ${price}, 'sim:meta': ${price} } }`,
    });
    const result = await runCli(optimize('--budget', '0.15', '--json'), { cwd });
    expectUserError(result, 3);
    expect(result.result).toMatchObject({ status: 'stopped', reason: expect.stringMatching(/--budget.+w4s resume/) });
    expect(result.result.costUsd).toBeGreaterThan(0);
    expect(result.result.costUsd).toBeLessThanOrEqual(0.15);
    expect(await readFile(join(cwd, result.result.report), 'utf8')).toContain(result.result.run);
    const on = await runCli(['resume', '--budget', '5', '--json'], { cwd });
    expect(on.code, on.stderr).toBe(0);
    expect(on.result).toMatchObject({ run: result.result.run, status: 'done', turns: 2 });
    expect(on.result.costUsd).toBeGreaterThan(result.result.costUsd);
  });
});

describe('the machine', () => {
  /** The command line in a shell, where streams are closed and pipes end early. */
  const shell = (cwd: string, command: string) =>
    promisify(execFile)('bash', ['-o', 'pipefail', '-c', command], {
      cwd,
      env: {
        PATH: process.env.PATH!,
        HOME: cwd,
        MAIN: `${process.execPath} ${PROGRAM}`,
      },
    }).catch((error: { code: number; stdout: string; stderr: string }) => error);

  it('standard output that nobody reads any more stops a run softly, and ends other commands quietly', async () => {
    const cwd = await place();
    const cut = await shell(cwd, `$MAIN ${optimize('--turns', '8', '--json').join(' ')} | head -1`);
    expect(cut).toMatchObject({
      code: 130,
      stdout: expect.stringContaining('run-started'),
      stderr: expect.stringContaining('standard output was closed'),
    });
    expect(cut.stderr).not.toMatch(STACK_TRACE);
    expect(await shell(cwd, '$MAIN tasks | head -1')).toMatchObject({
      stdout: expect.stringMatching(/^task/),
      stderr: '',
    });
  });

  it('standard output that is full is an error, closed streams are not', async () => {
    const cwd = await place();
    const full = await shell(cwd, '$MAIN runs > /dev/full');
    expect(full).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Writing to standard output failed: ENOSPC'),
    });
    expect(full.stderr).not.toMatch(STACK_TRACE);
    const closed = await shell(cwd, `$MAIN ${optimize('--turns', '1').join(' ')} <&- >&-`);
    expect(closed.stderr).not.toMatch(STACK_TRACE);
    expect(closed.stderr).toContain('Test split opened');
  });

  it.skipIf(process.getuid?.() !== 0)(
    'a full disk is told as such, and the run goes on once there is room (skipped: needs root to mount a small disk)',
    async ({ skip }) => {
      const cwd = await place();
      const disk = join(cwd, 'disk');
      await mkdir(disk);
      const run = promisify(execFile);
      if (
        await run('mount', ['-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', disk]).then(
          () => false,
          () => true,
        )
      )
        return skip('no small disk can be mounted here');
      try {
        const full = await runCli(
          optimize('--turns', '1', '--validation', '60', '--test', '0', '--store', 'disk/store.db', '--json'),
          { cwd },
        );
        expectUserError(full, 1);
        expect(full.error).toMatchObject({
          code: 'store-full',
          message: expect.stringContaining('full'),
          hint: expect.stringMatching(/disk space.+w4s resume/),
        });
        await run('mount', ['-o', 'remount,size=64m', disk]);
        const end = await runCli(['resume', '--store', 'disk/store.db', '--json'], { cwd });
        expect(end.code, end.stderr).toBe(0);
        expect(end.result).toMatchObject({ status: 'done', turns: 1, best: { validation: { missing: 0 } } });
      } finally {
        await run('umount', [disk]);
      }
    },
  );
});
