import { describe } from 'vitest';
import { findBubblewrap } from './bubblewrap.ts';
import { testSandbox } from '../../../tests/support/sandbox-cases.ts';
import type { Sandbox } from '../contract.ts';
import type { NativeSandbox } from './native.ts';
import { openNative } from './open.ts';

const parentPid = async (sandbox: Sandbox): Promise<number> => (await (sandbox as NativeSandbox).facts()).pid;
const wrapper = await findBubblewrap();

describe('native, Landlock and seccomp alone', () => {
  testSandbox(() => openNative({ bubblewrap: 'never' }), { parentPid });
});

describe.skipIf(wrapper === undefined)(
  `native with bubblewrap (${wrapper?.version ?? 'skipped: not installed'})`,
  () => {
    testSandbox(() => openNative({ bubblewrap: 'require' }), { parentPid });
  },
);
