import type { W4sError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Redact } from '../base/redact.ts';
import type { AddressSource, ItemTools, ProgramSource, ToolFacts, ToolSource } from './contract.ts';
import { openCorpus } from './corpus/search.ts';
import { McpServer, type ServerTool } from './mcp/server.ts';
import { Starts } from './mcp/starts.ts';
import { type ServerSecrets, secretsOf, type Variables } from './secrets.ts';

export interface OpenToolsOptions {
  /** The task's: where programs run, and corpora lie. */
  folder: string;
  env: Variables;
  /** Ends servers that are being started. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until a server must have greeted. @default 60_000: one that is fetched first takes its time */
  startupMs?: number;
  /** Milliseconds of waiting for a server that is busy. @default 300_000, as for a call of a model */
  patienceMs?: number;
}

/** One source of tools, opened. */
export interface Holder {
  /** As messages name it. */
  readonly server: string;
  readonly facts: readonly ToolFacts[];
  /** Of what stands behind the facts and can be known. */
  readonly hash?: string;
  readonly withheld: readonly string[];
  /** Allowed names that it does not have. */
  readonly unknown: readonly string[];
  readonly broken: W4sError | undefined;
  forItem(): ItemTools;
  close(): Promise<void>;
}

export async function openHolder(source: ToolSource, options: OpenToolsOptions): Promise<Holder> {
  if (!('corpus' in source)) return serverHolder(source, options);
  const { facts, hash, call } = await openCorpus(source, options.folder);
  const tools: ItemTools = { call: async (_name, args) => call(args), close: async () => undefined };
  return {
    server: source.corpus,
    facts: [facts],
    hash,
    withheld: [],
    unknown: [],
    broken: undefined,
    forItem: () => tools,
    close: tools.close,
  };
}

async function serverHolder(
  source: ProgramSource | AddressSource,
  { folder, env, signal, startupMs, patienceMs }: OpenToolsOptions,
): Promise<Holder> {
  const secrets = secretsOf(source, env);
  const starts = new Starts();
  const open = (): McpServer => new McpServer(source, { secrets, starts, folder, signal, startupMs, patienceMs });
  const shared = open();
  const has = await shared.tools().catch(async (error: unknown) => {
    await shared.close();
    throw error;
  });
  // What is started for each item need not stand by meanwhile.
  if (source.perItem === true) await shared.close();
  const tools = new Map(has.map((tool) => [factsOf(tool, secrets).name, tool]));
  const isAllowed = (tool: ServerTool): boolean =>
    source.allow === undefined || source.allow.some((one) => one === tool.name || one === plainName(tool.name));
  const known = new Set(has.flatMap(({ name }) => [plainName(name), name]));
  return {
    server: shared.name,
    facts: has.filter(isAllowed).map((tool) => factsOf(tool, secrets)),
    withheld: has.filter((tool) => !isAllowed(tool)).map(({ name }) => secrets.fromResult(name)),
    unknown: (source.allow ?? []).filter((name) => !known.has(name)),
    get broken() {
      return starts.broken;
    },
    forItem: () => itemServer(source.perItem === true ? open : () => shared, source.perItem === true, tools),
    close: () => shared.close(),
  };
}

/** A server of the item's own is started with its first call. */
function itemServer(open: () => McpServer, isOwn: boolean, tools: ReadonlyMap<string, ServerTool>): ItemTools {
  let server: McpServer | undefined;
  return {
    call: async (name, args, options) => {
      const tool = tools.get(name);
      if (tool === undefined) throw new Error(`there is no tool ${name}`);
      return (server ??= open()).call(tool, args, options);
    },
    close: async () => {
      if (isOwn) await server?.close();
    },
  };
}

/** As models read it: what the server says of itself can hold a secret as well as its results. */
function factsOf({ name, description, inputSchema }: ServerTool, { fromResult }: ServerSecrets): ToolFacts {
  return {
    name: plainName(fromResult(name)),
    description: fromResult(description),
    inputSchema: withoutSecrets(inputSchema, fromResult) as ToolFacts['inputSchema'],
  };
}

function withoutSecrets(value: Json, redact: Redact): Json {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [redact(name), withoutSecrets(one, redact)]));
}

/** Servers of models take no other characters, and no longer names. */
function plainName(name: string): string {
  return name.replace(/[^\w-]/g, '_').slice(0, 64);
}
