import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';

const folder = temporaryFolders();
const start = fileURLToPath(new URL('./start.ts', import.meta.url));
/** Tells the address of every module that is loaded. */
const TELL = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (console.error(url), next(url, context)) });
`)}`;

/** Packages and folders of ours that a command loads. */
function loadedBy(...words: string[]): Set<string> {
  const args = ['--no-warnings', '--import', TELL, start, ...words];
  const env = { ...process.env, W4S_STORE: `${folder()}/store.db` };
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  const places = stderr
    .split('\n')
    .map((url) => /(?:\/node_modules\/|\/src\/)((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? '');
  return new Set(places.filter((place) => place !== ''));
}

test.each([[[]], [['--version']], [['--help']], [['nonsense']]])(
  '%j loads little: no schemas, no store, no models',
  (words) => {
    expect([...loadedBy(...words)].toSorted()).toEqual([
      'base',
      'cli',
      'commander',
      'config',
      'fastest-levenshtein',
      'picocolors',
    ]);
  },
);

test('runs loads the store, and nothing that runs anything', () => {
  const loaded = loadedBy('runs');
  for (const needed of ['store', 'kysely']) expect(loaded).toContain(needed);
  for (const other of ['task', 'providers', 'model', 'workflow', 'session', 'evaluate', 'undici', 'hono', 'yaml', 'pg'])
    expect(loaded).not.toContain(other);
});
