import { expect, it } from 'vitest';
import { evaluate, loadWorkflow, optimize, serveWorkflows, writeGuide } from '../index.ts';
import { fakeModel } from '../testing.ts';

const executor = fakeModel(() => '1');
const own = { store: ':memory:', config: {}, executor };

/** Every function of the library that opens a session. */
const calls: Record<string, (flag: object) => Promise<unknown>> = {
  optimize: (flag) => optimize({ ...own, task: 'word-problems', meta: executor, ...flag }),
  evaluate: (flag) => evaluate({ ...own, workflow: 'w.py', ...flag }),
  loadWorkflow: (flag) => loadWorkflow('w.py', { ...own, ...flag }),
  serveWorkflows: (flag) => serveWorkflows({ ...own, workflows: ['w.py'], ...flag }),
  writeGuide: (flag) => writeGuide({ ...own, runs: ['r'], writer: executor, ...flag }),
};

it.each(Object.keys(calls))('%s names the option where it is given a flag', async (name) => {
  await expect(calls[name]!({ budget: 1 })).rejects.toMatchObject({
    code: 'invalid-option',
    exitCode: 2,
    message: 'Expected no option `budget`',
    hint: expect.stringContaining('`budgetUsd`'),
  });
});

it.each([
  [{ fresh: true }, "`cache: 'fresh'`"],
  [{ new: true }, '`anew`'],
  [{ noGolds: true }, '`golds: false`'],
  [{ data: 'x' }, '`dataDir`'],
])('%j stands for %s', async (flag, option) => {
  await expect(calls['optimize']!(flag)).rejects.toMatchObject({ hint: expect.stringContaining(option) });
});
