import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { type JSONRPCMessage, ReadBuffer, serializeMessage, type Transport } from '@modelcontextprotocol/client';
import { getDefaultEnvironment } from '@modelcontextprotocol/client/stdio';
import spawn from 'cross-spawn';
import { killGroup, OWN_GROUP } from '../../base/process-group.ts';
import { settles } from './settles.ts';

/** Milliseconds until a program that is to end is asked once more, and then is killed. */
const PATIENCE_MS = 2_000;

/** Milliseconds for what a program that has ended left behind: its last lines, and processes that end after it. */
const REST_MS = 1_000;

/** Characters of standard error that are kept: far more than is ever shown. */
const MOST_WORDS = 2 ** 16;

export interface Program {
  command: string;
  args: readonly string[];
  /** Besides what any program needs. */
  env: Record<string, string>;
  cwd: string;
}

/**
 * A server as a program, with one message a line. It has a process group of its own: Ctrl-C does not reach it, and it
 * ends with all that it started, since the program is often `npx` or a script, and the server its child.
 */
export class ProgramTransport implements Transport {
  onclose: Transport['onclose'];
  onerror: Transport['onerror'];
  onmessage: Transport['onmessage'];
  readonly #program: Program;
  readonly #lines = new ReadBuffer();
  /** While it runs. */
  #child: ChildProcessWithoutNullStreams | undefined;
  #ended: Promise<void> = Promise.resolve();
  #words = '';

  constructor(program: Program) {
    this.#program = program;
  }

  /** What it last wrote to its standard error. */
  get words(): string {
    return this.#words;
  }

  async start(): Promise<void> {
    const { command, args, env, cwd } = this.#program;
    const child = spawn(command, [...args], {
      env: { ...getDefaultEnvironment(), ...env },
      cwd,
      stdio: 'pipe',
      ...OWN_GROUP,
    }) as ChildProcessWithoutNullStreams; // its types do not know that all three are pipes
    for (const part of [child, child.stdin, child.stdout, child.stderr])
      part.on('error', (error: Error) => this.onerror?.(error));
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => this.#hear(chunk));
    child.once('close', () => this.onclose?.());
    await once(child, 'spawn');
    this.#child = child;
    this.#ended = this.#leave(child);
  }

  /** That a message is lost, the end of the program tells. */
  send(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child === undefined) resolve();
      else this.#child.stdin.write(serializeMessage(message), () => resolve());
    });
  }

  /** As the protocol has it: its input ends, then it is asked, then killed. */
  async close(): Promise<void> {
    this.#child?.stdin.end();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const)
      if (!(await settles(this.#ended, PATIENCE_MS)) && this.#child !== undefined) killGroup(this.#child, signal);
    await settles(this.#ended, PATIENCE_MS);
  }

  /** For the last moment, in which nothing can be waited for. */
  kill(): void {
    if (this.#child !== undefined) killGroup(this.#child);
  }

  /** Resolves when the program has ended and nothing of it is left. */
  async #leave(child: ChildProcessWithoutNullStreams): Promise<void> {
    const closed = once(child, 'close');
    await once(child, 'exit');
    await settles(closed, REST_MS);
    // On Windows, its number may be another's by now.
    if (process.platform !== 'win32') killGroup(child);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    this.#child = undefined;
  }

  #read(chunk: Buffer): void {
    try {
      this.#lines.append(chunk);
    } catch (error) {
      this.onerror?.(error as Error);
      return void this.close();
    }
    for (let message = this.#next(); message !== null; message = this.#next()) {
      if (message !== undefined) this.onmessage?.(message);
    }
  }

  /** `undefined` for a line that is no message; `null` where there is no whole line any more. */
  #next(): JSONRPCMessage | null | undefined {
    try {
      return this.#lines.readMessage();
    } catch (error) {
      this.onerror?.(error as Error);
      return undefined;
    }
  }

  /** Where the beginning is cut, half a word goes with it: it could be half a key, which nobody would recognise. */
  #hear(chunk: string): void {
    const words = this.#words + chunk;
    this.#words = words.length <= MOST_WORDS ? words : words.slice(-MOST_WORDS).replace(/^\S+/, '');
  }
}
