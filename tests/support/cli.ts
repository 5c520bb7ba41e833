import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROGRAM, SOURCE_PROGRAM } from './program.ts';

/** Halves the start of each process. */
const compileCache = join(tmpdir(), 'w4s-compile-cache');
/** Where the tests pretend to be: see without-linux.ts. */
const elsewhere = Object.fromEntries(
  ['W4S_SANDBOX', 'W4S_TEST_PLATFORM', 'NODE_OPTIONS'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined || process.env.W4S_TESTS !== 'wasm' ? [] : [[name, value]];
  }),
);

export interface CliResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** Parsed lines of `--json`. */
  lines: Record<string, any>[]; // oxlint-disable-line typescript/no-explicit-any -- the shape is what the tests check
  /** The last line's `result`. */
  result: any; // oxlint-disable-line typescript/no-explicit-any -- as above
  error: { code: string; message: string; hint: string | null } | null;
}

export interface StartedCli {
  child: ChildProcess;
  /** Resolves when a JSON event of this kind, or a text, was seen. */
  seen(what: string): Promise<void>;
  /** All output so far, of both streams. */
  printed(): string;
  done: Promise<CliResult>;
}

export interface CliOptions {
  cwd: string;
  env?: Record<string, string>;
  /** What it reads from standard input. @default nothing */
  stdin?: string;
}

/** Starts the command line as a user would: a real process with an environment of its own. */
export function startCli(words: readonly string[], { cwd, env = {}, stdin }: CliOptions): StartedCli {
  const given: Record<string, string> = { ...elsewhere, ...env };
  const program = given['NODE_OPTIONS'] === undefined ? PROGRAM : SOURCE_PROGRAM;
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, NODE_COMPILE_CACHE: compileCache, ...given },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(stdin);
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    for (const listen of listeners) listen();
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    for (const listen of listeners) listen();
  });
  const done = new Promise<CliResult>((resolve) =>
    child.on('close', (code, signal) => {
      const lines = words.includes('--json')
        ? stdout
            .split('\n')
            .filter((line) => line.startsWith('{'))
            .map((line) => JSON.parse(line) as CliResult['lines'][number])
        : [];
      resolve({
        code,
        signal,
        stdout,
        stderr,
        lines,
        result: lines.at(-1)?.result,
        error: lines.at(-1)?.error ?? null,
      });
    }),
  );
  const seen = (what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!`${stdout}${stderr}`.includes(what)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void done.then(({ stderr: text }) => reject(new Error(`The command ended before \`${what}\` was seen: ${text}`)));
    });
  return { child, seen, printed: () => `${stdout}${stderr}`, done };
}

export function runCli(words: readonly string[], options: CliOptions): Promise<CliResult> {
  return startCli(words, options).done;
}

/** What a careless user must never see. */
export const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;

/** Settings of a run that is over in a second. */
export const SMALL = ['--turns', '2', '--validation', '12', '--test', '10', '--concurrency', '8'];
