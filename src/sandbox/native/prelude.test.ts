import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../contract.ts';
import { openSandbox } from '../index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  const prelude = 'import plistlib\nREAD = open("/etc/hostname").read() is not None\ndef double(x):\n    return 2 * x';
  sandbox = await openSandbox({ native: { prelude } });
});
afterAll(() => sandbox.close());

test('a prelude runs before the lock-down: it reads files and imports what runs can not', async () => {
  const code = 'from w4s_prelude import READ, double\nimport plistlib\n[READ, double(4)]';
  expect(await sandbox.run({ code, orLastValue: true })).toMatchObject({ ok: true, value: [true, 8] });
});

test.each(['open("/etc/hostname")', 'import w4s_prelude\nw4s_prelude.open("/etc/hostname")', 'import sqlite3'])(
  'it opens no door: %s',
  async (code) => {
    expect(await sandbox.run({ code })).toMatchObject({ ok: false, failure: { kind: 'exception' } });
  },
);

test('a run leaves nothing in it', async () => {
  await sandbox.run({ code: 'import w4s_prelude\nw4s_prelude.double = None' });
  expect(await sandbox.run({ code: 'from w4s_prelude import double\ndouble(1)', orLastValue: true })).toMatchObject({
    ok: true,
    value: 2,
  });
});

test('one that fails is told when the sandbox is opened', async () => {
  await expect(openSandbox({ native: { prelude: 'import no_such_package_at_all' } })).rejects.toMatchObject({
    code: 'sandbox-unavailable',
    message: expect.stringContaining('no_such_package_at_all'),
  });
});
