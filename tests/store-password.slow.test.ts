import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allCommands } from '../src/cli/table.ts';
import { SMALL, startCli } from './support/cli.ts';
import { storeKinds } from './support/stores.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const SECRET = 'geheim';
const MODELS = ['--executor', 'sim:executor', '--meta', 'sim:meta'];
const ASKED = ['--task', 'word-problems', '--executor', 'sim:executor', '--limit', '2'];
const STUDY = ['--seeds', '1', '--turns', '1', '--validation', '4', '--test', '4'];
const STUDY_FILE = {
  tasks: ['word-problems'],
  executors: ['sim:executor'],
  workflows: ['direct'],
  seeds: 1,
  design: { validation: 4, test: 4 },
};

/** In this order: later ones need what earlier ones left. The last word is what it says once it listens. */
const COMMANDS: readonly [command: string, words: string[], listens?: string][] = [
  ['optimize', ['word-problems', ...MODELS, ...SMALL, '--name', 'search']],
  ['eval', ['w.py', ...ASKED, '--name', 'one']],
  ['eval', ['w.py', ...ASKED, '--shard', '1/2', '--store', 'shards.db']],
  ['merge', ['shards.db']],
  ['run', ['w.py', '--executor', 'sim:executor', '--input', 'What is 1 plus 2?']],
  ['publish', ['w.py', '--as', 'w']],
  ['versions', []],
  ['runs', []],
  ['show', ['search']],
  ['report', ['search']],
  ['review', []],
  ['export', ['search']],
  ['compare', ['search/t00c0', 'search', '--split', 'validation']],
  ['cache', []],
  ['model', []],
  ['cancel', ['one']],
  ['resume', ['search']],
  ['guide', ['search', '--meta', 'sim:meta']],
  ['collect', ['word-problems', ...MODELS, '--episodes', '1', '--horizon', '1', '--candidates', '1']],
  ['dataset', []],
  ['baselines', ['word-problems', '--executor', 'sim:executor', '--items', '2', '--only', 'direct']],
  ['transfer', ['search', '--tasks', 'word-problems', '--items', '2']],
  ['ablation', ['word-problems', ...MODELS, ...STUDY]],
  ['study', ['study.json']],
  ['demo', ['--sim', '--turns', '1']],
  ['tasks', []],
  ['doctor', []],
  ['worker', ['--exit-when-idle', '1']],
  ['serve', ['w', '--executor', 'sim:executor', '--port', '0'], 'serve-started'],
  ['ui', ['--no-open', '--port', '0'], 'ui-started'],
  ['rm', ['one', '--yes']],
];

/** Those that need more than a store to end well. */
const ELSEWHERE = ['grpo', 'hint', 'submit', 'train'];

test('every command that takes a store is here', async () => {
  const taking = (await allCommands()).filter(({ options }) => options['store'] !== undefined);
  const here = new Set([...COMMANDS.map(([command]) => command), ...ELSEWHERE]);
  expect([...here].sort()).toEqual(taking.map(({ name }) => name).sort());
});

describe.each(storeKinds().filter(({ kind }) => kind === 'PostgreSQL'))('on $kind', ({ fresh }) => {
  test('a command that ended well told no password of its store', { timeout: 300_000 }, async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'w.py'), 'def workflow(agent, task):\n    return {"answer": "3"}\n');
    writeFileSync(join(cwd, 'study.json'), JSON.stringify(STUDY_FILE));
    const store = new URL(await fresh());
    store.password = SECRET;
    for (const [command, words, listens] of COMMANDS) {
      const started = startCli([command, ...words, '--json'], { cwd, env: { W4S_STORE: store.href } });
      if (listens !== undefined) {
        await started.seen(listens);
        started.child.kill('SIGINT');
      }
      const { stdout, stderr, result } = await started.done;
      expect(result, stderr).not.toBeNull();
      expect(stdout + stderr, command).not.toContain(SECRET);
    }
  });
});
