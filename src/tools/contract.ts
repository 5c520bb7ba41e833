import type { W4sError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';

/** Where a task has tools from: an MCP server, as a program or at an address, or passages to search in. */
export type ToolSource = ProgramSource | AddressSource | CorpusSource;

interface ServerSource {
  /** Names of the tools that the task may use. @default all that the server has */
  allow?: readonly string[] | undefined;
  /** Whether each item has a server of its own, for tools that remember. @default false: one for the run */
  perItem?: boolean | undefined;
}

/** A server that is started here and spoken to through its standard input and output. */
export interface ProgramSource extends ServerSource {
  command: string;
  args?: readonly string[] | undefined;
  /** Names of environment variables that it gets, besides what any program needs (`PATH`, `HOME`). */
  env?: readonly string[] | undefined;
  /** Where it runs: paths in its arguments are relative to it. @default the task's folder */
  cwd?: string | undefined;
}

/** A server at an address, by streamable HTTP. */
export interface AddressSource extends ServerSource {
  url: string;
  /** Values name environment variables: `Bearer ${SEARCH_TOKEN}`. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/** A file with one passage a line, as JSON with `text` and perhaps `id` and `title`. */
export interface CorpusSource {
  /** Path from the task's folder. */
  corpus: string;
  /** Of its tool. @default 'search' */
  name?: string | undefined;
}

/** A tool, as workflows and models know it. */
export interface ToolFacts {
  /** Letters, digits, `_` and `-`, at most 64. */
  name: string;
  description: string;
  /** JSON Schema of its arguments. */
  inputSchema: { [key: string]: Json };
}

export interface ToolResult {
  text: string;
  /** Whether the text says why the tool did not do it. */
  isError: boolean;
}

export interface ToolCallOptions {
  /** Milliseconds that it may take. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** The tools of a task, opened. Its servers live until it is closed. */
export interface Toolbox {
  readonly facts: readonly ToolFacts[];
  /** Tools that the servers have and the task does not allow. */
  readonly withheld: readonly string[];
  /**
   * Of all that models read of the tools, and of the passages of corpora: a run does not continue with others. 16
   * hexadecimal digits.
   */
  readonly hash: string;
  /** Why nothing can be called any more: a server could not be started again. */
  readonly broken: W4sError | undefined;
  /** For one item, which closes what was started for it alone. */
  forItem(): ItemTools;
  close(): Promise<void>;
}

export interface ItemTools {
  /** @param name Of one of the facts. @throws {ToolError} */
  call(name: string, args: { [key: string]: Json }, options: ToolCallOptions): Promise<ToolResult>;
  close(): Promise<void>;
}

/**
 * `arguments`: the server refuses them; `slow`: no answer in time, though the server is there; `crash`: the call ends
 * its server, each time; `garbage`: the answer is no result, or an error of the server's own; `down`: the server can't
 * be had, which is nobody's fault who called.
 */
export type ToolErrorKind = 'arguments' | 'slow' | 'crash' | 'garbage' | 'down';

/** A call that brought no result. */
export class ToolError extends Error {
  readonly kind: ToolErrorKind;
  constructor(kind: ToolErrorKind, message: string) {
    super(message);
    this.name = 'ToolError';
    this.kind = kind;
  }
}

/** Which call of a run: the same one, made again after a stop, finds its result. */
export interface ToolCallPlace {
  /** Hash of the workflow's text. */
  workflow: string;
  itemId: string;
  repeat: number;
  /** Of name and arguments. */
  call: string;
  /** How often the item had made the same call before. */
  occurrence: number;
}

/** Results on record. */
export interface ToolLog {
  find(place: ToolCallPlace): Promise<ToolResult | undefined>;
  /** Durable when it resolves. */
  keep(place: ToolCallPlace, name: string, result: ToolResult): Promise<void>;
}
