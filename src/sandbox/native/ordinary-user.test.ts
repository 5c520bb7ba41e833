import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { findBubblewrap } from './bubblewrap.ts';
import { testSandbox } from '../../../tests/support/sandbox-cases.ts';
import type { Sandbox } from '../contract.ts';
import type { NativeSandbox } from './native.ts';
import { openNative } from './open.ts';

const NOBODY = 65534;
const parentPid = async (sandbox: Sandbox): Promise<number> => (await (sandbox as NativeSandbox).facts()).pid;
const nobody = interpreterAsNobody();
const wrapper = await findBubblewrap();

describe.skipIf(nobody === undefined)(
  'native as nobody (skipped unless run as root with a Python that all may read)',
  () => {
    afterAll(() => nobody?.remove());

    describe('without bubblewrap', () => {
      testSandbox(() => openNative({ python: nobody!.python, bubblewrap: 'never' }), { parentPid });
    });

    describe.skipIf(wrapper === undefined)('with bubblewrap (skipped where it is not installed)', () => {
      testSandbox(() => openNative({ python: nobody!.python, bubblewrap: 'require' }), { parentPid });
    });
  },
);

/** A command that runs Python as the user nobody, where this machine can. */
function interpreterAsNobody(): { python: string; remove: () => void } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'w4s-nobody-'));
  const python = join(folder, 'python');
  const command = `setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups /usr/bin/python3`;
  writeFileSync(python, `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(folder, 0o755);
  chmodSync(python, 0o755);
  try {
    execFileSync(python, ['-I', join(import.meta.dirname, 'python', 'values.py')], { stdio: 'ignore' });
    return { python, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}
