import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { usageError } from '../../base/errors.ts';
import { deleteRun, findRun, runFolder } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { count } from '../format.ts';
import { toggle } from '../option.ts';

export const rmCommand = defineCommand({
  details:
    'Paid answers stay in the cache until `w4s cache clear`, and the record that a test split was opened is kept.',
  arguments: [{ name: 'RUN', description: 'runs', many: true }],
  options: { yes: toggle({ description: 'do not ask for confirmation' }), ...storeOption },
  examples: ['w4s rm gsm-hard-7k2mx', 'w4s rm gsm-hard-7k2mx gsm-hard-p9w3t --yes'],
  run: ({ args, options, output }) =>
    withStore(options.store, async (store) => {
      const runs = [...new Set((await Promise.all(args.map((name) => findRun(store, name)))).map(({ id }) => id))];
      if (!options.yes && !(await confirmed(runs))) {
        output.print('Nothing was deleted.');
        return { result: { deleted: [] } };
      }
      for (const run of runs) {
        await deleteRun(store, run);
        const folder = runFolder(store, run);
        if (folder !== null) await rm(folder, { recursive: true, force: true });
      }
      output.print(`Deleted ${count(runs.length, 'run')}: ${runs.join(', ')}`);
      return { result: { deleted: runs } };
    }),
});

/** @throws usage error where nobody can be asked */
async function confirmed(runs: readonly string[]): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw usageError(
      'needs-yes',
      `Expected \`--yes\` to delete ${count(runs.length, 'run')}, since there is no terminal to ask on`,
      { hint: `It would delete ${runs.join(', ')}.` },
    );
  }
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`Permanently delete ${runs.join(', ')}? [y/N] `)).trim());
  } finally {
    asking.close();
  }
}
