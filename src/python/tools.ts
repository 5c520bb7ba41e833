import { W4sError } from '../base/errors.ts';
import { runCommand } from './command.ts';

const OLDEST = [3, 10] as const;
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** The tools that create Python environments here. */
export type Tools =
  /** An interpreter of at least 3.10. */
  | { python: string; uv: boolean }
  /** uv has to download one. */
  | { python: undefined; uv: true };

/**
 * @param env Its `W4S_PYTHON` names an interpreter.
 * @param chosen The variables that the commands get.
 * @param purpose What Python is needed for: `training`.
 * @throws {W4sError} `python-missing`
 */
export async function findTools(env: NodeJS.ProcessEnv, chosen: NodeJS.ProcessEnv, purpose: string): Promise<Tools> {
  const uv = (await runCommand({ command: 'uv', args: ['--version'], env: chosen })).ok;
  const named = env['W4S_PYTHON'] || undefined; // empty is not set
  const seen: string[] = [];
  for (const command of named === undefined ? NAMES : [named]) {
    const version = await versionOf(command, chosen);
    if (version === undefined) continue;
    if (isEnough(version)) return { python: command, uv };
    seen.push(`${command} is ${version}`);
  }
  if (uv && named === undefined) return { python: undefined, uv };
  const none = named === undefined ? 'found none' : `found none at \`${named}\``;
  const found = seen.length === 0 ? none : `got: ${seen.join(', ')}`;
  throw new W4sError('python-missing', `Expected Python ${OLDEST.join('.')} or newer for ${purpose}, ${found}`, {
    hint: 'Install Python (or uv, which downloads it), or set W4S_PYTHON to an interpreter.',
  });
}

/** Of an interpreter, as `3.12`: what its packages are made for. `undefined` where it does not start. */
export async function versionOf(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { ok, stdout } = await runCommand({ command, args: ['-c', 'import sys; print(*sys.version_info[:2])'], env });
  const match = /^(\d+) (\d+)\s*$/.exec(stdout);
  return ok && match !== null ? `${match[1]}.${match[2]}` : undefined;
}

function isEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
