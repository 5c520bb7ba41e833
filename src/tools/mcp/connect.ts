import { resolve } from 'node:path';
import type { Client, Transport } from '@modelcontextprotocol/client';
import { atExit } from '../../base/at-exit.ts';
import { W4sError, messageOf } from '../../base/errors.ts';
import { tailOf } from '../../base/clip.ts';
import type { AddressSource, ProgramSource } from '../contract.ts';
import type { ServerSecrets } from '../secrets.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { busyIn, type Patience } from './busy.ts';
import { serverName } from './server-name.ts';
import { settles } from './settles.ts';

/** Characters of a program's standard error that an error message can show. */
const MOST_WORDS = 600;

/** Milliseconds that a server at an address is given to take leave. */
const FAREWELL_MS = 2_000;

/** A server that is connected. */
export interface Connection {
  readonly client: Client;
  /** False from the moment that it is lost or being closed. */
  readonly isOpen: boolean;
  readonly hasSession: boolean;
  /** What the program last wrote to its standard error, without secrets. */
  words(): string;
  close(): Promise<void>;
}

export interface ConnectOptions extends Patience {
  secrets: ServerSecrets;
  /** Where a program runs that names no place itself. */
  folder: string;
  /** See `OpenToolsOptions`. @default 60_000 */
  startupMs?: number | undefined;
}

/**
 * Starts or reaches a server and greets it.
 * @throws {W4sError} `tool-server`, without secrets; {Busy}. Nothing is left then.
 */
export async function connect(source: ProgramSource | AddressSource, options: ConnectOptions): Promise<Connection> {
  // Loaded with the first server: other commands are not to wait for it.
  const { Client } = await import('@modelcontextprotocol/client');
  // It offers a server nothing to ask for: neither a model, nor a person, nor files.
  const client = new Client(
    { name: 'w4s', version: '1' },
    { versionNegotiation: { mode: 'url' in source ? 'auto' : 'legacy' } },
  );
  const line = 'url' in source ? await addressLine(source, options) : await programLine(source, options);
  let isOpen = true;
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a client has no events
  client.onclose = () => void (isOpen = false);
  // A line that is no message: the call that waits for it tells.
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- as above
  client.onerror = () => undefined;
  const stay = atExit(line.kill);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    isOpen = false;
    return (closing ??= line.end().finally(stay));
  };
  const words = (): string => tailOf(options.secrets.fromMessage(line.words()).trim(), MOST_WORDS);
  try {
    await greet(client, line.transport, options);
  } catch (error) {
    await close();
    throw busyIn(error) ?? unreachable(source, error, words(), options);
  }
  return {
    client,
    close,
    get isOpen() {
      return isOpen;
    },
    get hasSession() {
      return line.transport.sessionId !== undefined;
    },
    words,
  };
}

/** Within a time of its own: the client's holds for some of the messages that it exchanges, and for each anew. */
async function greet(client: Client, transport: Transport, { startupMs = 60_000, signal }: ConnectOptions) {
  const greeted = client.connect(transport, { timeout: startupMs, signal });
  if (!(await settles(greeted, startupMs, signal))) throw new Error(`It timed out after ${startupMs / 1000} s`);
  await greeted;
}

interface Line {
  transport: Transport;
  words(): string;
  end(): Promise<void>;
  kill(): void;
}

async function programLine(
  { command, args = [], cwd = '' }: ProgramSource,
  { secrets, folder }: ConnectOptions,
): Promise<Line> {
  const { ProgramTransport } = await import('./program-transport.ts');
  const transport = new ProgramTransport({ command, args, env: secrets.env, cwd: resolve(folder, cwd) });
  return {
    transport,
    words: () => transport.words,
    end: () => transport.close(),
    kill: () => transport.kill(),
  };
}

async function addressLine({ url }: AddressSource, { secrets }: ConnectOptions): Promise<Line> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: secrets.headers },
    fetch: boundedFetch,
  });
  const end = async (): Promise<void> => {
    await settles(transport.terminateSession(), FAREWELL_MS);
    await transport.close();
  };
  return { transport, words: () => '', end, kill: () => undefined };
}

function unreachable(
  source: ProgramSource | AddressSource,
  error: unknown,
  words: string,
  { secrets }: ConnectOptions,
): W4sError {
  const why = [secrets.fromMessage(messageOf(error)), ...(words === '' ? [] : [`It said: ${words}`])].join('. ');
  return toolServerError(source, `could not be reached: ${why}`);
}

/** What ends a run, or keeps it from beginning. @param what Without secrets */
export function toolServerError(
  source: ProgramSource | AddressSource,
  what: string,
  hint = 'command' in source
    ? 'Try the command alone: an MCP server waits for messages on its standard input.'
    : 'Look whether the address is right, and that it speaks MCP by streamable HTTP.',
): W4sError {
  const server = serverName(source);
  return new W4sError('tool-server', `The tool server \`${server}\` ${what}`, { hint, facts: { server } });
}
