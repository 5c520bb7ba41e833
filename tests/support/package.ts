import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A project that has installed w4s from the packed tarball. */
export interface Project {
  folder: string;
  /** Bytes of the tarball. */
  bytes: number;
  /** Bytes that it and what it depends on take on disk. */
  installedBytes: number;
  /** Runs `w4s` as it is installed. */
  w4s(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
  /** Runs any program in the project, with this Node before others. */
  run(command: string, words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended>;
}

/** Packs the repository and installs it into a folder, with the compiler and types of Node that this repository has. */
export async function installedProject(folder: string): Promise<Project> {
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root });
  const [tarball = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  writeFileSync(join(folder, 'package.json'), '{"name":"project","private":true}\n');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder });
  const { stdout: installed } = await run('du', ['-sk', 'node_modules'], { cwd: folder });
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types', 'typescript']) {
    if (existsSync(join(root, 'node_modules', name)) && !existsSync(join(folder, 'node_modules', name)))
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const runIn: Project['run'] = (command, words, env = {}) =>
    ended(
      run(command, [...words], {
        cwd: folder,
        env: { PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`, HOME: folder, ...env },
        maxBuffer: 1 << 26,
      }),
    );
  return {
    folder,
    bytes: statSync(join(folder, tarball)).size,
    installedBytes: Number.parseInt(installed) * 1024,
    run: runIn,
    w4s: (words, env) => runIn(join(folder, 'node_modules/.bin/w4s'), words, env),
  };
}

async function ended(process: Promise<{ stdout: string; stderr: string }>): Promise<Ended> {
  try {
    return { code: 0, ...(await process) };
  } catch (error) {
    const { code, stdout, stderr } = error as Ended;
    return { code, stdout, stderr };
  }
}

/** A Node of this machine that is too old for w4s; `undefined` where there is none. */
export async function oldNode(): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    if (!existsSync(path)) continue;
    const { stdout } = await run(path, ['--version']);
    if (Number(/^v(\d+)/.exec(stdout)?.[1]) < 22) return path;
  }
  return undefined;
}
