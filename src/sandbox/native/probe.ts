import { findBubblewrap } from './bubblewrap.ts';
import { W4sError } from '../../base/errors.ts';
import { openNative, type NativeOptions } from './open.ts';

export interface SandboxProbe {
  /** Whether runs are possible. */
  ok: boolean;
  /** E.g. `native+bwrap`; null if no sandbox opens. */
  name: string | null;
  /** The interpreter's version and path. */
  python: string | null;
  /** The kernel's Landlock version; 0 if none. */
  landlock: number | null;
  seccomp: boolean;
  /** Version of the installed bubblewrap, whether or not in use. */
  bubblewrap: string | null;
  /** What the machine lacks; `openSandbox` throws the first one. */
  lacks: W4sError[];
}

/** Opens a sandbox, runs a line in it, and says what the machine has. Never throws for what it lacks. */
export async function probeNative(options: NativeOptions = {}): Promise<SandboxProbe> {
  const bubblewrap = (await findBubblewrap())?.version ?? null;
  try {
    const sandbox = await openNative(options);
    try {
      const result = await sandbox.run({ code: '6 * 7', orLastValue: true });
      const { python, executable, landlock } = await sandbox.facts();
      const ok = result.ok && result.value === 42;
      const lacks = result.ok ? [] : [new W4sError('sandbox-unavailable', result.failure.message)];
      return {
        ok,
        name: sandbox.name,
        python: `${python} (${executable})`,
        landlock,
        seccomp: true,
        bubblewrap,
        lacks,
      };
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    if (!(error instanceof W4sError)) throw error;
    return {
      ok: false,
      name: null,
      python: null,
      landlock: null,
      seccomp: error.facts['lack'] !== 'no-seccomp',
      bubblewrap,
      lacks: [error],
    };
  }
}
