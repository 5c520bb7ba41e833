import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type ChatServer, chatServer, reply } from './support/chat-server.ts';
import { runCli, startCli } from './support/cli.ts';
import { post } from './support/serving.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

/** Half of the items ask for a word backwards, half for it in capitals; which, stands in the text. */
function items(split: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const word = `${split}${'abcdefghij'[i % 10]}${'klmnopqrst'[Math.floor(i / 10) % 10]}x`;
    const [input, target] =
      i % 2 === 0
        ? [`Write this backwards: ${word}`, [...word].toReversed().join('')]
        : [`Put this in capitals: ${word}`, word.toUpperCase()];
    return JSON.stringify({ id: `${split}${i}`, input, target });
  });
}

const TASK = `name: words
description: Do with the word what the text asks for.
kind: answer
scorer: exact
splits: { validation: validation.jsonl, test: test.jsonl }
`;

/** Solves one half: what it asks, the executor does. */
const program = (order: string, analysis: string) => `${analysis}

\`\`\`python
def workflow(agent, task):
    word = task.split(": ")[-1]
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": "${order} " + word}])[0]}
\`\`\`
`;

/** The executor: does what it is ordered to, and knows which program suits an input. */
function executed(text: string): string {
  const [, chosen] = /<<<\n([^]*)\n>>>/.exec(text) ?? [];
  if (chosen !== undefined) {
    const wanted = chosen.includes('backwards') ? 'BACKWARDS' : 'CAPITALS';
    return /^(\d)\. .*/m.exec(text.slice(text.indexOf(lineOf(text, wanted))))?.[1] ?? '1';
  }
  const [order, word = ''] = text.split(' ');
  if (order === 'BACKWARDS') return [...word].toReversed().join('');
  return order === 'CAPITALS' ? word.toUpperCase() : 'no idea';
}

function lineOf(text: string, word: string): string {
  return text.split('\n').find((line) => /^\d\. /.test(line) && line.includes(word)) ?? '1. ';
}

const messagesOf = (body: Record<string, unknown>) => body.messages as { role: string; content: string }[];

let executor: ChatServer;
let meta: ChatServer;
beforeAll(async () => {
  executor = await chatServer(({ body }) => reply(executed(messagesOf(body).at(-1)!.content)));
  // A turn after the other: backwards, capitals, backwards again in other words.
  const written = [
    program('BACKWARDS', 'It orders BACKWARDS.'),
    program('CAPITALS', 'It orders CAPITALS.'),
    program('BACKWARDS', 'It orders BACKWARDS once more.').replace('word', 'the_word').replace('+ word', '+ the_word'),
  ];
  meta = await chatServer((_, __, index) => reply(written[index % written.length]!));
  return async () => {
    await executor[Symbol.asyncDispose]();
    await meta[Symbol.asyncDispose]();
  };
});

function project(): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'task.yaml'), TASK);
  writeFileSync(join(cwd, 'validation.jsonl'), items('v', 40).join('\n'));
  writeFileSync(join(cwd, 'test.jsonl'), items('t', 20).join('\n'));
  return cwd;
}

const search = (...more: string[]) => [
  'optimize',
  'task.yaml',
  '--executor',
  `${executor.baseUrl}#the-model`,
  '--meta',
  `${meta.baseUrl}#the-model`,
  ...'--turns 3 --racing off --review never --store store.db --json'.split(' '),
  ...more,
];

test('two programs that solve a half each: the rule over them wins, and is run, served, shown and exported', async () => {
  const cwd = project();
  const { result, code, stderr } = await runCli(search('--winners', '2', '--router', 'rule'), { cwd });
  expect(code, stderr).toBe(0);
  expect(result.winners).toMatchObject({
    used: 'rule',
    programs: [
      { accuracy: 0.5, adds: 0.5 },
      { accuracy: 0.5, adds: 0.5 },
    ],
    tried: [{ kind: 'rule', isBetter: true, validation: { accuracy: 1, n: 40, callsPerItem: 1 } }],
    single: { test: { accuracy: 0.5 }, gain: { difference: 0.5, items: 20 } },
  });
  expect(result.best).toMatchObject({ candidate: `${result.run}/t04c0`, test: { accuracy: 1, n: 20 } });
  expect(result.runnerUp.difference.difference).toBe(0.5);
  const { router, judged } = JSON.parse(readFileSync(join(cwd, result.winners.folder, 'router.json'), 'utf8'));
  expect({ router, judged }).toMatchObject({ router: { kind: 'rule' }, judged: { isBetter: true } });
  expect(readFileSync(join(cwd, result.winners.folder, 'README.md'), 'utf8')).toContain('it is the winner');

  const store = ['--store', 'store.db'];
  const run = await runCli(['run', result.run, '--input', 'Put this in capitals: zebra', ...store], { cwd });
  expect(run.stdout.trim(), run.stderr).toBe('ZEBRA');
  const byFile = await runCli(['run', result.best.file, '--input', 'Write this backwards: zebra', ...store], { cwd });
  expect(byFile.stdout.trim(), byFile.stderr).toBe('arbez');
  const table = join(cwd, 'in.jsonl');
  writeFileSync(table, '{"input":"Put this in capitals: a"}\n{"input":"Write this backwards: bc"}\n');
  const rows = await runCli(['run', result.run, '--in', table, ...store], { cwd });
  const [first, second] = rows.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([first.answer, second.answer]).toEqual(['A', 'cb']);
  expect(first.program).not.toBe(second.program);

  const published = await runCli(['publish', result.run, '--as', 'words', ...store], { cwd });
  expect(published.code, published.stderr).toBe(0);
  const serving = startCli(['serve', 'words', result.run, '--port', '0', ...store, '--json'], { cwd });
  await serving.seen('serve-started');
  const line = serving
    .printed()
    .split('\n')
    .find((one) => one.includes('serve-started'))!;
  const { url } = JSON.parse(line).data as { url: string };
  const ask = (model: string, content: string) =>
    post(`${url}/chat/completions`, { model, messages: [{ role: 'user', content }] });
  const { body } = await ask('words', 'Write this backwards: abc');
  expect(body.choices[0].message.content).toBe('cba');
  expect(body.usage.program).toMatch(/^t0\dc0$/);
  const other = await ask(result.run, 'Put this in capitals: abc');
  expect(other.body.choices[0].message.content).toBe('ABC');
  expect(other.body.usage.program).not.toBe(body.usage.program);
  serving.child.kill('SIGTERM');
  await serving.done;

  const item = await runCli(['show', result.run, '--item', 't0', '--split', 'test', ...store], { cwd });
  expect(item.stdout, item.stderr).toMatch(/router chose t0\dc0/);
  const shown = await runCli(['show', result.run, ...store], { cwd });
  expect(shown.stdout, shown.stderr).toContain('it is the winner');
  const compared = await runCli(['compare', result.run, `${result.run}/t01c0`, '--split', 'validation', ...store], {
    cwd,
  });
  expect(compared.code, compared.stderr).toBe(0);
  const alone = await runCli(['export', result.run, '--standalone', '--out', 'alone.py', ...store], { cwd });
  expect(alone.code, alone.stderr).toBe(0);
}, 240_000);
