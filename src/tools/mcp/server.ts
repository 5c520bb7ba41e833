import type { CallToolResult } from '@modelcontextprotocol/client';
import { clip } from '../../base/clip.ts';
import { W4sError, messageOf } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import {
  type AddressSource,
  type ProgramSource,
  type ToolCallOptions,
  ToolError,
  type ToolResult,
} from '../contract.ts';
import { type ConnectOptions, type Connection, connect, toolServerError } from './connect.ts';
import { busyIn, patiently } from './busy.ts';
import { faultOf } from './fault.ts';
import { resultText } from './result-text.ts';
import { serverName } from './server-name.ts';
import type { Failed, Starts } from './starts.ts';
import { Turns } from './turns.ts';

/** Milliseconds in which a server that is there answers a question about itself. */
const PING_MS = 5_000;

/** Characters of what a server says of a failure. */
const MOST_REASON = 2_000;

/** A tool as its server has it, for calls; it may hold secrets. */
export interface ServerTool {
  name: string;
  description: string;
  inputSchema: { [key: string]: Json };
}

export interface McpServerOptions extends ConnectOptions {
  /** Of all servers of the source. */
  starts: Starts;
}

/** A call that was lost, with the connection that it was made by. */
interface Lost {
  lost: Connection;
}

/** An MCP server that is started when it is needed, and again when it is lost. */
export class McpServer {
  readonly #source: ProgramSource | AddressSource;
  readonly #options: McpServerOptions;
  readonly #turns = new Turns();
  #connection: Promise<Connection> | undefined;
  #isClosed = false;

  constructor(source: ProgramSource | AddressSource, options: McpServerOptions) {
    this.#source = source;
    this.#options = options;
  }

  get name(): string {
    return serverName(this.#source);
  }

  /** @throws {W4sError} `tool-server` */
  async tools(): Promise<ServerTool[]> {
    const { client } = await this.#connected(this.#options.starts.begin());
    const { startupMs: timeout, signal } = this.#options;
    try {
      const { tools } = await patiently(() => client.listTools(undefined, { timeout, signal }), this.#options);
      return tools.map(({ name, description = '', inputSchema }) => ({
        name,
        description,
        inputSchema: inputSchema as ServerTool['inputSchema'],
      }));
    } catch (error) {
      const what = `does not list its tools: ${this.#told(messageOf(error))}`;
      throw this.#busyError(error) ?? toolServerError(this.#source, what);
    }
  }

  /**
   * Calls a tool. Where the call is lost with its server, it is made once more in a new one, and alone: only what ends
   * that one too is the caller's fault. Why a server at an address is gone, nobody can know. One that is busy is waited
   * for. @throws {ToolError}
   */
  async call(tool: ServerTool, args: { [key: string]: Json }, options: ToolCallOptions): Promise<ToolResult> {
    const failed = this.#options.starts.begin();
    const { patienceMs } = this.#options;
    const { signal } = options;
    try {
      return await patiently(() => this.#call(tool, args, options, failed), { signal, patienceMs });
    } catch (error) {
      const busy = this.#busyError(error);
      if (busy === undefined) throw error;
      failed(busy);
      throw new ToolError('down', busy.message);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  /** @throws {ToolError}; {Busy} */
  async #call(
    tool: ServerTool,
    args: { [key: string]: Json },
    options: ToolCallOptions,
    failed: Failed,
  ): Promise<ToolResult> {
    const attempt = (): Promise<ToolResult | Lost> => this.#attempt(tool, args, options, failed);
    const first = await this.#turns.together(attempt);
    if (!('lost' in first)) return first;
    // Before they stand in line: all whose calls were lost together share the start, and its failure.
    await this.#reached(failed);
    const isProgram = 'command' in this.#source;
    const second = await (isProgram ? this.#turns.alone(attempt) : this.#turns.together(attempt));
    if (!('lost' in second)) return second;
    if (!isProgram) throw new ToolError('down', `the tool server \`${this.name}\` was lost twice`);
    const words = second.lost.words().slice(-400);
    const said = words === '' ? '' : `, which said: ${words}`;
    throw new ToolError('crash', `the call ended the tool server \`${this.name}\`${said}`);
  }

  async #attempt(
    { name, inputSchema }: ServerTool,
    args: { [key: string]: Json },
    { timeoutMs: timeout, signal }: ToolCallOptions,
    failed: Failed,
  ): Promise<ToolResult | Lost> {
    signal.throwIfAborted();
    const connection = await this.#reached(failed);
    // What a tool promises of its results is left out: one that breaks the promise is a result all the same.
    const toolDefinition = { name, inputSchema: inputSchema as { type: 'object' } };
    try {
      const request = { name, arguments: args };
      const result = await connection.client.callTool(request, { timeout, signal, toolDefinition });
      this.#options.starts.answered();
      return this.#resultOf(result);
    } catch (error) {
      if (signal.aborted) throw error;
      return await this.#judged(error, connection, timeout, failed);
    }
  }

  /** @throws {ToolError} unless the call was lost with its server; {Busy} */
  async #judged(error: unknown, connection: Connection, timeoutMs: number, failed: Failed): Promise<Lost> {
    if (busyIn(error) !== undefined) throw error;
    const { fault, why } = await faultOf(error, connection.hasSession);
    const told = this.#told(why);
    if (!connection.isOpen || fault === 'lost') {
      await connection.close();
      return { lost: connection };
    }
    if (fault === 'late') {
      const took = `no answer within ${timeoutMs / 1000} s`;
      if (await isThere(connection, Math.min(PING_MS, timeoutMs))) throw new ToolError('slow', took);
      await connection.close();
      throw new ToolError('down', `${took}, and the tool server \`${this.name}\` answers nothing any more`);
    }
    if (fault === 'refused') {
      await connection.close();
      failed(toolServerError(this.#source, `answers nobody: ${told}`));
      throw new ToolError('down', `the tool server \`${this.name}\` answers nobody: ${told}`);
    }
    this.#options.starts.answered();
    throw new ToolError(fault, told);
  }

  #resultOf(result: CallToolResult): ToolResult {
    return { text: this.#options.secrets.fromResult(resultText(result)), isError: result.isError === true };
  }

  #busyError(error: unknown): W4sError | undefined {
    const busy = busyIn(error);
    if (busy === undefined) return undefined;
    const what = `has no time for us: ${this.#told(busy.message)}. ${busy.tried}`;
    return toolServerError(this.#source, what, 'Try again later, or with fewer items at a time (`--concurrency`).');
  }

  #told(why: string): string {
    return clip(this.#options.secrets.fromMessage(why), MOST_REASON);
  }

  /** @throws {ToolError} `down` */
  #reached(failed: Failed): Promise<Connection> {
    return this.#connected(failed).catch((error: unknown) => {
      throw new ToolError('down', messageOf(error));
    });
  }

  /** Those who wait for the same start share it, and its failure. */
  async #connected(failed: Failed): Promise<Connection> {
    for (;;) {
      const { broken } = this.#options.starts;
      if (broken !== undefined) throw broken;
      if (this.#isClosed) throw new Error('the tools are closed');
      const started = (this.#connection ??= this.#start(failed));
      const connection = await started;
      if (connection.isOpen) return connection;
      await connection.close();
      // The first who sees that it is lost makes room for the next.
      if (this.#connection === started) this.#connection = undefined;
    }
  }

  async #start(failed: Failed): Promise<Connection> {
    try {
      return await patiently(() => connect(this.#source, this.#options), this.#options);
    } catch (thrown) {
      this.#connection = undefined;
      const error = this.#busyError(thrown) ?? thrown;
      if (error instanceof W4sError) failed(error);
      throw error;
    }
  }
}

/** The newer protocol has no ping, and a question about the server in its place. */
function isThere({ client }: Connection, timeout: number): Promise<boolean> {
  const asked = client.getProtocolEra() === 'modern' ? client.discover({ timeout }) : client.ping({ timeout });
  return asked.then(
    () => true,
    (error: unknown) => busyIn(error) !== undefined,
  );
}
