import type { W4sError } from '../base/errors.ts';
import type { AddressSource, ItemTools, ProgramSource, ToolFacts, ToolSource } from './contract.ts';
import { openCorpus } from './corpus/search.ts';
import { McpServer, type ServerTool } from './mcp/server.ts';
import { secretsOf, type Variables } from './secrets.ts';

export interface OpenToolsOptions {
  /** The task's: where programs run, and corpora lie. */
  folder: string;
  env: Variables;
  /** Ends servers that are being started. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until a server must have greeted. @default 60_000: one that is fetched first takes its time */
  startupMs?: number;
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
  { folder, env, signal, startupMs }: OpenToolsOptions,
): Promise<Holder> {
  const open = (): McpServer => new McpServer(source, { secrets: secretsOf(source, env), folder, signal, startupMs });
  const shared = open();
  const has = await shared.tools().catch(async (error: unknown) => {
    await shared.close();
    throw error;
  });
  // What is started for each item need not stand by meanwhile.
  if (source.perItem === true) await shared.close();
  const names = new Map(has.map(({ name }) => [plainName(name), name]));
  const isAllowed = (name: string): boolean =>
    source.allow === undefined || source.allow.some((one) => one === name || one === plainName(name));
  const known = new Set([...names].flat());
  return {
    server: shared.name,
    facts: has.filter(({ name }) => isAllowed(name)).map(factsOf),
    withheld: has.map(({ name }) => name).filter((name) => !isAllowed(name)),
    unknown: (source.allow ?? []).filter((name) => !known.has(name)),
    get broken() {
      return shared.broken;
    },
    forItem: () => itemServer(source.perItem === true ? open : () => shared, source.perItem === true, names),
    close: () => shared.close(),
  };
}

/** A server of the item's own is started with its first call. */
function itemServer(open: () => McpServer, isOwn: boolean, names: ReadonlyMap<string, string>): ItemTools {
  let server: McpServer | undefined;
  return {
    call: (name, args, options) => (server ??= open()).call(names.get(name) ?? name, args, options),
    close: async () => {
      if (isOwn) await server?.close();
    },
  };
}

function factsOf({ name, description, inputSchema }: ServerTool): ToolFacts {
  return { name: plainName(name), description, inputSchema };
}

/** Servers of models take no other characters, and no longer names. */
function plainName(name: string): string {
  return name.replace(/[^\w-]/g, '_').slice(0, 64);
}
