import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatServer, reply } from './support/chat-server.ts';
import { type CliResult, runCli } from './support/cli.ts';

/**
 * A terminal title, a cleared screen, C1, text turned around, zero width, a tag, a selector, a soft hyphen, a lone
 * CR.
 */
const EVIL = 'x\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egold\u2066\u200b\u{e0041}\ufe0f\u00ad\u2028y\rz';
const HIDDEN = /[^\P{C}\n\t\r]|\p{Default_Ignorable_Code_Point}|\u2028|\u2029|\r(?!\n)/u;

// The scorer's note, what the workflow raises, and its text hold it as well.
const WORKFLOW = `
NAME = "${EVIL.replaceAll('\r', '\\r')}"
def workflow(agent, task):
    answer = agent.call_llm(messages=[{"role": "user", "content": task}], temperature=0, num_of_response=1)[0]
    if task[8] in "0246":
        raise KeyError(NAME)
    return {"answer": answer + NAME}
`;

let folder: string;
let evaluation: string;
let search: string;
const told: CliResult[] = [];
const cli = async (...words: string[]): Promise<CliResult> => {
  const result = await runCli(words, { cwd: folder });
  told.push(result);
  return result;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-hostile-'));
  const items = Array.from({ length: 8 }, (_, i) =>
    JSON.stringify({ id: `q${i}${EVIL}`, question: `What is ${i}? ${EVIL}`, answer: `gold ${i} ${EVIL}` }),
  );
  await writeFile(join(folder, 'items.jsonl'), `${items.join('\n')}\n`);
  await writeFile(
    join(folder, 'task.yaml'),
    [
      'name: toy',
      `description: ${JSON.stringify(EVIL)}`,
      'data: items.jsonl',
      'split: {validation: 0.5, test: 0.5, seed: 0}',
      'fields: {id: id, input: question, target: answer}',
      'scorer: exact',
      '',
    ].join('\n'),
  );
  await writeFile(join(folder, 'workflow.py'), WORKFLOW);
  await using server = await chatServer(({ body }) =>
    reply(String(body.model).includes('meta') ? `I think ${EVIL}\n\`\`\`python\n${WORKFLOW}\n\`\`\`` : `=1+1 ${EVIL}`),
  );
  const model = (name: string): string => `${server.baseUrl}#${name}${EVIL}`;
  await cli(
    'eval',
    'workflow.py',
    '--task',
    'task.yaml',
    '--executor',
    model('executor'),
    '--name',
    `evaluation ${EVIL}`,
  );
  await cli(
    'optimize',
    'task.yaml',
    '--executor',
    model('executor'),
    '--meta',
    model('meta'),
    '--turns',
    '1',
    '--test',
    '2',
    '--name',
    `search ${EVIL}`,
    '--review',
    'never',
  );
  const { result } = await runCli(['runs', '--json'], { cwd: folder });
  expect(result.runs, told.map(({ stderr }) => stderr).join('\n')).toHaveLength(2);
  [search, evaluation] = ['optimize', 'eval'].map(
    (command) => result.runs.find((run: { command: string }) => run.command === command).run,
  ) as [string, string];
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('what a model, a server or a file says is printed with nothing hidden in it', async () => {
  for (const run of [evaluation, search]) {
    await Promise.all(
      [[], ['--items'], ['--code'], ['--json'], ['--items', '--json']].map((words) => cli('show', run, ...words)),
    );
    await Promise.all(
      ['html', 'markdown', 'csv'].map((format) => cli('report', run, '--format', format, '--out', '-')),
    );
    await cli('export', run, '--items', '--format', 'csv', '--out', '-');
    await cli('export', run, '--items', '--traces', '--out', '-');
    const { result } = await runCli(['show', run, '--items', '--json'], { cwd: folder });
    const shown = await cli('show', run, '--item', result.items[0].itemId);
    expect(shown.stdout, shown.stderr).toContain('1. asked');
  }
  await cli('show', search, '--item', EVIL);
  await cli('show', search, '--trajectory');
  await cli('runs');
  await cli('compare', evaluation, search, '--split', 'validation');
  await cli('cache', 'show');
  await cli('eval', `no${EVIL}.py`, '--executor', EVIL);
  await cli('show', EVIL);
  for (const { stdout, stderr } of told) {
    expect(HIDDEN.exec(stdout)?.[0], stdout.slice(0, 400)).toBeUndefined();
    expect(HIDDEN.exec(stderr)?.[0], stderr.slice(0, 400)).toBeUndefined();
  }
  // It was there to be seen.
  expect(told.filter(({ stdout }) => stdout.includes('\\u202e')).length).toBeGreaterThan(15);
}, 60_000);

test('so are the files that a run leaves', async () => {
  const left = join(folder, '.w4s', 'runs');
  await cli('report', evaluation);
  const names = (await readdir(left, { recursive: true })).filter((name) => name.endsWith('.html'));
  expect(names.length).toBe(2);
  for (const name of names) expect(HIDDEN.exec(await readFile(join(left, name), 'utf8'))?.[0], name).toBeUndefined();
  const winner = await readFile(join(left, search, 'winner.py'), 'utf8');
  expect(HIDDEN.exec(winner.slice(0, winner.indexOf('# ---')))?.[0]).toBeUndefined();
});

test('an evaluation is shown and reported as one', async () => {
  const shown = await cli('show', evaluation);
  expect(shown.stdout).toMatch(/failures +\d x exception/);
  const page = (await cli('report', evaluation, '--format', 'html', '--out', '-')).stdout;
  expect(page).toContain('w4s evaluation');
  expect(page.slice(page.indexOf('<body>'), page.indexOf('<script>'))).not.toMatch(/undefined|meta-agent|winner/i);
  const csv = (await cli('export', evaluation, '--items', '--format', 'csv', '--out', '-')).stdout;
  expect(csv.split('\r\n')[0]).toBe(
    'candidate,split,item_id,repeat,score,input,answer,gold,note,failure,error,' +
      'calls,prompt_tokens,completion_tokens,cost_usd,latency_ms',
  );
  expect(csv).toContain(`"'=1+1`);
  const { result } = await runCli(['show', evaluation, '--items', '--json'], { cwd: folder });
  expect(result.items).toHaveLength(4);
  expect(
    result.items.find(({ itemId }: { itemId: string }) => itemId.startsWith('q1')) ?? result.items[0],
  ).toMatchObject({ split: 'validation', repeat: 0, gold: expect.stringContaining('gold'), calls: expect.any(Number) });
});

test('golds of test items are not in the store, so not among its items', async () => {
  await using server = await chatServer(() => reply('an answer'));
  const made = await runCli(
    ['eval', 'workflow.py', '--task', 'task.yaml', '--split', 'test', '--executor', `${server.baseUrl}#m`, '--json'],
    { cwd: folder },
  );
  expect(made.result.items).toHaveLength(4);
  expect(
    made.result.items.every(
      ({ gold, input }: { gold: unknown; input: string }) => gold === null && input.startsWith('What is'),
    ),
  ).toBe(true);
});
