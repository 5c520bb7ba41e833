import { resolve } from 'node:path';
import type { Client, Transport } from '@modelcontextprotocol/client';
import type { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { atExit } from '../../base/at-exit.ts';
import { W4sError, messageOf } from '../../base/errors.ts';
import type { AddressSource, ProgramSource } from '../contract.ts';
import type { ServerSecrets } from '../secrets.ts';
import { boundedFetch } from './bounded-fetch.ts';

/** Characters of a program's standard error that an error message can show. */
const MOST_WORDS = 600;

/** A server that is connected. */
export interface Connection {
  readonly client: Client;
  readonly isOpen: boolean;
  /** What the program last wrote to its standard error, without secrets. */
  words(): string;
  close(): Promise<void>;
}

export interface ConnectOptions {
  secrets: ServerSecrets;
  /** Where a program runs that names no place itself. */
  folder: string;
  signal?: AbortSignal | undefined;
  /** See `OpenToolsOptions`. */
  startupMs?: number | undefined;
}

/** Starts or reaches a server and greets it. @throws {W4sError} `tool-server`, without secrets; nothing is left then */
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
  const close = async (): Promise<void> => {
    await line.end();
    await client.close();
    stay();
  };
  try {
    await client.connect(line.transport, { timeout: options.startupMs ?? 60_000, signal: options.signal });
  } catch (error) {
    await close();
    throw unreachable(source, error, line.words(), options);
  }
  return {
    client,
    close,
    get isOpen() {
      return isOpen;
    },
    words: () => options.secrets.fromMessage(line.words()),
  };
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
  const { StdioClientTransport, getDefaultEnvironment } = await import('@modelcontextprotocol/client/stdio');
  const env = { ...getDefaultEnvironment(), ...secrets.env };
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env,
    cwd: resolve(folder, cwd),
    stderr: 'pipe',
  });
  let words = '';
  transport.stderr?.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-4 * MOST_WORDS)));
  return { transport, words: () => words, end: () => transport.close(), kill: () => killNow(transport) };
}

/** For the last moment, in which nothing can be waited for. */
function killNow({ pid }: StdioClientTransport): void {
  if (pid === null) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

async function addressLine({ url }: AddressSource, { secrets }: ConnectOptions): Promise<Line> {
  const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: secrets.headers },
    fetch: boundedFetch,
  });
  const end = (): Promise<void> => transport.terminateSession().catch(() => undefined);
  return { transport, words: () => '', end, kill: () => undefined };
}

function unreachable(
  source: ProgramSource | AddressSource,
  error: unknown,
  words: string,
  { secrets }: ConnectOptions,
): W4sError {
  const said = words.trim().slice(-MOST_WORDS);
  const why = secrets.fromMessage([messageOf(error), ...(said === '' ? [] : [`It said: ${said}`])].join('. '));
  return new W4sError('tool-server', `The tool server \`${serverName(source)}\` could not be reached: ${why}`, {
    hint:
      'command' in source
        ? 'Try the command alone: an MCP server waits for messages on its standard input.'
        : 'Look whether the address is right, and that it speaks MCP by streamable HTTP.',
    facts: { server: serverName(source) },
  });
}

/** As messages name it: without arguments and headers, which could hold what is nobody's business. */
export function serverName(source: ProgramSource | AddressSource): string {
  if ('url' in source) return new URL(source.url).host;
  // `npx -y @scope/server DIR`: the package says more than `npx`.
  const named = source.args?.find((arg) => !arg.startsWith('-')) ?? '';
  return [source.command, named].filter((part) => part !== '').join(' ');
}
