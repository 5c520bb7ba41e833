import { type Bubblewrap, findBubblewrap } from './bubblewrap.ts';
import { usageError, W4sError } from '../../base/errors.ts';
import { lackError } from './lacks.ts';
import type { SandboxOptions } from '../contract.ts';
import { removeLeftovers } from './folder.ts';
import { NativeSandbox } from './native.ts';

/** What only this backend understands. */
export interface NativeOptions {
  /** Interpreter, a path or a command. @default the variable W4S_PYTHON, else `python3` */
  python?: string;
  /** `auto` uses bubblewrap if it works. @default 'auto' */
  bubblewrap?: 'auto' | 'require' | 'never';
  /**
   * Python source that runs once, before runs are locked down: it may import installed packages and read files. A run
   * imports what it made as `w4s_prelude`. It is trusted, and must leave nothing that a run may not see.
   */
  prelude?: string;
}

/** Opens the native backend. Throws a W4sError `sandbox-unavailable` naming what the machine lacks. */
export async function openNative({
  python = defaultPython(),
  bubblewrap = 'auto',
  maxConcurrent,
  prelude,
}: SandboxOptions & NativeOptions = {}): Promise<NativeSandbox> {
  if (maxConcurrent !== undefined && !(Number.isInteger(maxConcurrent) && maxConcurrent > 0)) {
    throw usageError('invalid-option', `Expected \`maxConcurrent\` to be a positive integer, got \`${maxConcurrent}\``);
  }
  if (process.platform !== 'linux') throw lackError('no-linux', process.platform);
  await removeLeftovers();
  const shared = { python, maxConcurrent, prelude };
  const wrapper = bubblewrap === 'never' ? undefined : await findBubblewrap();
  if (wrapper === undefined && bubblewrap === 'require') throw lackError('no-bubblewrap', 'no `bwrap` on the PATH');
  return wrapper === undefined
    ? NativeSandbox.open({ ...shared, bubblewrap: undefined })
    : openWrapped(shared, wrapper, bubblewrap === 'require');
}

function defaultPython(): string {
  return process.env['W4S_PYTHON'] || 'python3'; // empty is not set
}

async function openWrapped(
  shared: { python: string; maxConcurrent?: number | undefined; prelude?: string | undefined },
  wrapper: Bubblewrap,
  required: boolean,
): Promise<NativeSandbox> {
  try {
    return await NativeSandbox.open({ ...shared, bubblewrap: wrapper });
  } catch (error) {
    const hasStarted = !(error instanceof W4sError) || error.facts['lack'] !== 'no-start';
    if (hasStarted) throw error; // the machine lacks something else
    if (required) throw lackError('no-bubblewrap', error.message, error);
    // Installed but not allowed to create namespaces, as in many containers.
    return NativeSandbox.open({ ...shared, bubblewrap: undefined });
  }
}
