import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatServer, reply } from './support/chat-server.ts';
import { runCli } from './support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-own-task-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SIM = ['--executor', 'sim:executor', '--meta', 'sim:meta', '--turns', '2'];

describe('a task of one’s own works at once', () => {
  it.each([
    ['yaml', ['task.yaml', 'items.jsonl']],
    ['csv', ['task.yaml', 'items.csv']],
    ['typescript', ['task.ts']],
    ['python-scorer', ['task.yaml', 'items.jsonl', 'scorer.py']],
  ])('as %s', async (kind, files) => {
    const init = await runCli(['init', kind, '--kind', kind], { cwd: folder });
    expect(init.code, init.stderr).toBe(0);
    for (const file of files) expect(init.stdout).toContain(`Wrote ${join(kind, file)}`);
    // The very command that `init` proposes, with fewer turns.
    const proposed = /w4s (optimize .+)$/m.exec(init.stdout)![1]!;
    expect(proposed).toBe(`optimize ${join(kind, files[0]!)} --executor sim:executor --meta sim:meta --turns 3`);
    const run = await runCli([...proposed.split(' '), '--turns', '2', '--store', `${kind}.db`, '--json'], {
      cwd: folder,
    });
    expect(run.code, run.stderr).toBe(0);
    const { best, start } = run.result;
    expect(run.result).toMatchObject({ status: 'done', simulated: true, turns: 2 });
    expect(start.validation).toMatchObject({ n: 12, missing: 0 });
    expect(best.test).toMatchObject({ n: 12, missing: 0 });
    // The simulator knows the golds of this task: it is right now and then, and not always.
    expect(start.validation.accuracy).toBeGreaterThan(0);
    expect(start.validation.accuracy).toBeLessThan(1);
    expect(best.validation.accuracy).toBeGreaterThanOrEqual(start.validation.accuracy);
    expect(await readFile(join(folder, best.file), 'utf8')).toMatch(/# run: .+\n[\s\S]*def (workflow|solver)\(agent/);
  });
});

it('`init` overwrites nothing unless told so, and keeps what is beside it', async () => {
  const dir = join(folder, 'kept');
  expect((await runCli(['init', dir], { cwd: folder })).code).toBe(0);
  await writeFile(join(dir, 'task.yaml'), 'mine');
  const again = await runCli(['init', dir, '--json'], { cwd: folder });
  expect(again).toMatchObject({
    code: 2,
    error: { message: expect.stringContaining('task.yaml'), hint: expect.stringContaining('--force') },
  });
  expect(await readFile(join(dir, 'task.yaml'), 'utf8')).toBe('mine');
  expect((await runCli(['init', dir, '--force'], { cwd: folder })).code).toBe(0);
  expect(await readFile(join(dir, 'task.yaml'), 'utf8')).toContain('name: kept');
});

it.each([
  ['items.jsonl', (text: string) => text.replaceAll('?', ' ?'), 'The data of the task'],
  [
    'task.yaml',
    (text: string) => text.replace('Everyday', 'Usual'),
    'The description, the scorer or the splits of the task',
  ],
])('an unfinished run does not go on with another %s, and the same command begins anew', async (file, change, what) => {
  const cwd = join(folder, `changing-${file}`);
  expect((await runCli(['init', cwd], { cwd: folder })).code).toBe(0);
  const capped = await runCli(['optimize', 'task.yaml', ...SIM, '--max-calls', '30', '--json'], { cwd });
  expect(capped.code).toBe(3);
  const text = await readFile(join(cwd, file), 'utf8');
  expect(change(text)).not.toBe(text);
  await writeFile(join(cwd, file), change(text));
  const resumed = await runCli(['resume', '--json'], { cwd });
  expect(resumed).toMatchObject({
    code: 1,
    error: {
      code: 'run-changed',
      message: expect.stringContaining(what),
      hint: expect.stringContaining('w4s optimize'),
    },
  });
  const anew = await runCli(['optimize', 'task.yaml', ...SIM, '--json'], { cwd });
  expect(anew.code, anew.stderr).toBe(0);
  expect(anew.result.run).not.toBe(capped.result.run);
});

describe('a start that knows what is asked', () => {
  const items = Array.from({ length: 8 }, (_, index) =>
    JSON.stringify({
      input: `Mail ${index}: ${index % 2 === 0 ? 'buy now' : 'see you at six'}`,
      target: index % 2 === 0 ? 'spam' : 'ham',
    }),
  ).join('\n');
  const yaml =
    'name: mails\ndescription: The text of an e-mail. The answer is its label, spam or ham.\ndata: items.jsonl\n' +
    'split: {validation: 4, test: 4}\nscorer: exact\n';
  const optimizeMails = async (more: string, baseUrl: string) => {
    const cwd = await mkdtemp(join(folder, 'mails-'));
    await writeFile(join(cwd, 'task.yaml'), `${yaml}${more}`);
    await writeFile(join(cwd, 'items.jsonl'), items);
    return runCli(
      ['optimize', 'task.yaml', '--executor', `${baseUrl}#executor`, '--meta', 'sim:meta', '--turns', '1', '--json'],
      { cwd },
    );
  };
  /** Labels a mail where it is told to, and chats where it is not. */
  const labeller = (word: RegExp) =>
    chatServer(({ body }) => {
      const said = (body as { messages: { content: string }[] }).messages.map(({ content }) => content).join('\n');
      if (!word.test(said)) return reply('Sounds good!');
      return reply(said.includes('buy now') ? 'spam' : 'ham');
    });

  it.each([
    ['by its description', '', /spam or ham/],
    ['by instructions', 'instructions: Choose between the two labels SPAM and HAM.\n', /SPAM and HAM/],
  ])('%s', async (_, more, word) => {
    await using server = await labeller(word);
    const { code, stderr, result, lines } = await optimizeMails(more, server.baseUrl);
    expect(code, stderr).toBe(0);
    expect(result.start.validation).toMatchObject({ n: 4, accuracy: 1 });
    expect(lines.filter(({ event }) => event === 'warning-raised')).toEqual([]);
  });

  it('near 0% it is warned about, with a look at three answers', async () => {
    await using server = await labeller(/never said/);
    const { stderr, result, lines } = await optimizeMails('instructions: ""\n', server.baseUrl);
    expect(result.start.validation.accuracy, stderr).toBe(0);
    const warnings = lines.filter(({ event }) => event === 'warning-raised').map(({ data }) => data.text as string);
    expect(warnings).toEqual([
      expect.stringMatching(/^the start scores 0\.0%\. Some of its answers: .*`instructions`/),
    ]);
    expect(warnings[0]).toMatch(/answers: (`Sounds good!` where `(spam|ham)` is right(; |\. )){3}/);
  });
});
