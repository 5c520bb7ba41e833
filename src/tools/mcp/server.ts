import type { CallToolResult } from '@modelcontextprotocol/client';
import { W4sError, messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import {
  type AddressSource,
  type ProgramSource,
  type ToolCallOptions,
  ToolError,
  type ToolResult,
} from '../contract.ts';
import { type ConnectOptions, type Connection, connect, serverName } from './connect.ts';
import { resultText } from './result-text.ts';

/** Milliseconds in which a server that is there answers a ping. */
const PING_MS = 5_000;

/** Starts in a row that may fail, with nothing answered between them. */
const MOST_FAILED_STARTS = 3;

/** A tool as its server describes it. */
export interface ServerTool {
  name: string;
  description: string;
  inputSchema: { [key: string]: Json };
}

/** An MCP server that is started when it is needed, and again when it is lost. */
export class McpServer {
  readonly #source: ProgramSource | AddressSource;
  readonly #options: ConnectOptions;
  #connection: Promise<Connection> | undefined;
  #failedStarts = 0;
  #isClosed = false;

  constructor(source: ProgramSource | AddressSource, options: ConnectOptions) {
    this.#source = source;
    this.#options = options;
  }

  /** Why it is given up. */
  broken: W4sError | undefined;

  get name(): string {
    return serverName(this.#source);
  }

  /** @throws {W4sError} `tool-server` */
  async tools(): Promise<ServerTool[]> {
    const { client } = await this.#connected();
    try {
      const { tools } = await client.listTools();
      return tools.map(({ name, description = '', inputSchema }) => ({
        name,
        description,
        inputSchema: inputSchema as ServerTool['inputSchema'],
      }));
    } catch (error) {
      const why = this.#options.secrets.fromMessage(messageOf(error));
      throw new W4sError('tool-server', `The tool server \`${this.name}\` does not list its tools: ${why}`, {
        hint: 'Look whether the command or the address is that of an MCP server.',
      });
    }
  }

  /**
   * Calls a tool. Where the call is lost with its server, it is made once more in a new one: only what ends that one
   * too is the caller's fault. @throws {ToolError}
   */
  async call(name: string, args: { [key: string]: Json }, options: ToolCallOptions): Promise<ToolResult> {
    const first = await this.#attempt(name, args, options);
    if (first !== 'lost') return first;
    const second = await this.#attempt(name, args, options);
    if (second !== 'lost') return second;
    throw new ToolError('crash', `the call ended the tool server \`${this.name}\`${await this.#lastWords()}`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#drop();
  }

  async #attempt(name: string, args: { [key: string]: Json }, options: ToolCallOptions): Promise<ToolResult | 'lost'> {
    const connection = await this.#connected().catch((error: unknown) => {
      throw new ToolError('down', messageOf(error));
    });
    const { timeoutMs: timeout, signal } = options;
    try {
      const result = await connection.client.callTool({ name, arguments: args }, { timeout, signal });
      this.#failedStarts = 0;
      return this.#resultOf(result);
    } catch (error) {
      if (signal.aborted) throw error;
      return await this.#judged(error, connection, timeout);
    }
  }

  /** @throws {ToolError} unless the call was lost with its server */
  async #judged(error: unknown, connection: Connection, timeoutMs: number): Promise<'lost'> {
    const { SdkError, SdkErrorCode } = await import('@modelcontextprotocol/client');
    const why = this.#options.secrets.fromMessage(messageOf(error));
    if (!connection.isOpen || (error instanceof SdkError && LOST.has(error.code))) return 'lost';
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
      const took = `no answer within ${timeoutMs / 1000} s`;
      if (await isThere(connection, Math.min(PING_MS, timeoutMs))) throw new ToolError('slow', took);
      await this.#drop();
      throw new ToolError('down', `${took}, and the tool server \`${this.name}\` answers nothing any more`);
    }
    if (error instanceof SdkError) throw new ToolError('garbage', `the tool server answered what is no result: ${why}`);
    const isAnswer = typeof (error as { code?: unknown }).code === 'number';
    throw new ToolError(isAnswer ? 'arguments' : 'garbage', why);
  }

  #resultOf(result: CallToolResult): ToolResult {
    return { text: this.#options.secrets.fromResult(resultText(result)), isError: result.isError === true };
  }

  async #connected(): Promise<Connection> {
    if (this.broken !== undefined) throw this.broken;
    if (this.#isClosed) throw new Error('the tools are closed');
    const current = await this.#connection?.catch(() => undefined);
    if (current?.isOpen === true) return current;
    // Those who wait for the same start share it.
    if (current !== undefined || this.#connection === undefined) this.#connection = this.#start(current);
    return this.#connection;
  }

  async #start(lost: Connection | undefined): Promise<Connection> {
    await lost?.close();
    try {
      return await connect(this.#source, this.#options);
    } catch (error) {
      this.#connection = undefined;
      if (++this.#failedStarts >= MOST_FAILED_STARTS && error instanceof W4sError) this.broken = error;
      throw error;
    }
  }

  async #drop(): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    await connection?.close();
  }

  async #lastWords(): Promise<string> {
    const words = (await this.#connection?.catch(() => undefined))?.words().trim() ?? '';
    return words === '' ? '' : `, which said: ${words.slice(-400)}`;
  }
}

const LOST: ReadonlySet<string> = new Set(['CONNECTION_CLOSED', 'NOT_CONNECTED', 'SEND_FAILED']);

function isThere({ client }: Connection, timeout: number): Promise<boolean> {
  return client.ping({ timeout }).then(
    () => true,
    () => false,
  );
}
