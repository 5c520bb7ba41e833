import { basename, isAbsolute, join } from 'node:path';
import { W4sError } from '../base/errors.ts';
import { headOf } from '../base/clip.ts';
import { type CommandResult, runCommand } from './command.ts';
import type { Tools } from './tools.ts';
import type { Wording } from './wording.ts';

/** One preparation: its tools and its listeners. */
export interface Installer {
  tools: Tools;
  /** The environment's folder. */
  folder: string;
  env: NodeJS.ProcessEnv;
  wording: Wording;
  signal?: AbortSignal | undefined;
  onProgress: (text: string) => void;
}

/** Lines of pip and uv that name the slow steps. */
const TELLING = /^\s*(Collecting|Downloading|Installing|Building|Prepared|Installed)\b/;

/** The interpreter of an environment. */
export function interpreterIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** @throws {W4sError} `python-missing` where the venv module does not work */
export async function createEnvironment(installer: Installer): Promise<void> {
  const { folder } = installer;
  const { python, uv } = installer.tools;
  installer.onProgress(`Creating a Python environment in ${folder}`);
  const result = uv
    ? await run(installer, 'uv', ['venv', '--python', python ?? '>=3.10', folder])
    : await run(installer, python, ['-m', 'venv', folder]);
  if (result.ok) return;
  if (isNoSpace(result)) throw noSpace(installer, result);
  throw new W4sError('python-missing', `\`${uv ? 'uv' : python} venv\` failed: ${lastLine(result)}`, {
    hint: 'Install the venv module (Debian: python3-venv) or uv, then try again.',
    facts: { output: result.output },
  });
}

/**
 * Installs requirements; `what` may include installer options.
 * @throws {W4sError} `no-network`, `no-space`, or the wording's own code
 */
export async function install(installer: Installer, what: readonly string[]): Promise<void> {
  const python = interpreterIn(installer.folder);
  const result = installer.tools.uv
    ? await run(installer, 'uv', ['pip', 'install', '--python', python, ...what])
    : await run(installer, python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...what]);
  if (!result.ok) throw installError(installer, what, result);
}

function run({ env, signal, onProgress }: Installer, command: string, args: readonly string[]): Promise<CommandResult> {
  return runCommand({
    command,
    args,
    env,
    signal,
    onLine: (line) => TELLING.test(line) && onProgress(headOf(line.trim(), 160)),
  });
}

/** What pip and uv print when the index is unreachable. */
const NO_NETWORK = new RegExp(
  'Temporary failure in name resolution|getaddrinfo|Could not resolve|Failed to establish a new connection|' +
    'NewConnectionError|ConnectTimeout|Network is unreachable|dns error|error sending request|ProxyError',
  'i',
);

function installError(installer: Installer, what: readonly string[], result: CommandResult): W4sError {
  if (isNoSpace(result)) return noSpace(installer, result);
  const {
    wording: { failure, remedy, own },
  } = installer;
  const facts = { output: result.output };
  if (NO_NETWORK.test(result.output)) {
    return new W4sError('no-network', `Can't reach the package index: ${lastLine(result)}`, {
      hint: `Go online once, set PIP_INDEX_URL or UV_INDEX_URL to a mirror, or ${own}.`,
      facts,
    });
  }
  return new W4sError(failure, `Can't install \`${what.map(shortened).join(' ')}\`: ${lastLine(result)}`, {
    hint: `${remedy}, or ${own}.`,
    facts,
  });
}

/** Shows a folder that was copied for the build under the name of its content. */
function shortened(word: string): string {
  return isAbsolute(word) ? basename(word).replace(/\[.*$/, '') : word;
}

function isNoSpace({ output }: CommandResult): boolean {
  return /No space left on device|ENOSPC|Errno 28|Disk quota exceeded/.test(output);
}

function noSpace({ folder, wording: { what } }: Installer, { output }: CommandResult): W4sError {
  return new W4sError('no-space', `The disk filled up while installing ${what} into \`${folder}\``, {
    hint: 'Free some space, or set W4S_CACHE to a folder on another disk.',
    facts: { output },
  });
}

/** The line that says what went wrong: pip prints it last, except for notices. */
function lastLine({ output }: CommandResult): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('[notice]'));
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'no output';
}
