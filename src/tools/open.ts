import { createHash } from 'node:crypto';
import { usageError } from '../base/errors.ts';
import { listed } from '../base/listed.ts';
import { didYouMean } from '../base/nearest.ts';
import type { ItemTools, ToolSource, Toolbox } from './contract.ts';
import { type Holder, type OpenToolsOptions, openHolder } from './holder.ts';

/**
 * Starts the servers of a task and learns what they can do, before anything is paid.
 * @throws {W4sError} `missing-key`, `tool-server`, `unknown-tool`, `tool-clash`, `corpus-invalid`; nothing is left then
 */
export async function openTools(sources: readonly ToolSource[], options: OpenToolsOptions): Promise<Toolbox> {
  const opened = await Promise.allSettled(sources.map((source) => openHolder(source, options)));
  const holders = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async (): Promise<void> => void (await Promise.allSettled(holders.map((holder) => holder.close())));
  try {
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return toolboxOf(holders, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function toolboxOf(holders: readonly Holder[], close: () => Promise<void>): Toolbox {
  for (const holder of holders) assertAllowed(holder);
  const owners = ownersOf(holders);
  const facts = holders.flatMap((holder) => holder.facts);
  const allowed = new Set(facts.map(({ name }) => name));
  return {
    facts,
    withheld: holders.flatMap((holder) => holder.withheld).filter((name) => !allowed.has(name)),
    hash: createHash('sha256')
      .update(JSON.stringify(holders.map((holder) => [holder.facts, holder.hash])))
      .digest('hex')
      .slice(0, 16),
    get broken() {
      return holders.find(({ broken }) => broken !== undefined)?.broken;
    },
    forItem: () => itemTools(holders, owners),
    close,
  };
}

function itemTools(holders: readonly Holder[], owners: ReadonlyMap<string, Holder>): ItemTools {
  const entered = new Map(holders.map((holder) => [holder, holder.forItem()]));
  return {
    call: (name, args, options) => {
      const owner = owners.get(name);
      const tools = owner === undefined ? undefined : entered.get(owner);
      if (tools === undefined) throw new Error(`there is no tool ${name}`);
      return tools.call(name, args, options);
    },
    close: async () => void (await Promise.allSettled([...entered.values()].map((tools) => tools.close()))),
  };
}

/** @throws {W4sError} `unknown-tool` for an allowed name that the server does not have */
function assertAllowed({ server, unknown, facts, withheld }: Holder): void {
  const [first] = unknown;
  if (first === undefined) return;
  const known = [...facts.map(({ name }) => name), ...withheld];
  throw usageError(
    'unknown-tool',
    `Expected \`${server}\` to have the tool \`${first}\`, got ${known.length === 0 ? 'none' : listed(known)}` +
      didYouMean(first, known),
    { hint: 'Correct the names under `allow`.', facts: { tool: first } },
  );
}

/** @throws {W4sError} `tool-clash` for a name that two sources have */
function ownersOf(holders: readonly Holder[]): Map<string, Holder> {
  const owners = new Map<string, Holder>();
  for (const holder of holders) {
    for (const { name } of holder.facts) {
      const other = owners.get(name);
      if (other !== undefined) throw clash(name, other, holder);
      owners.set(name, holder);
    }
  }
  return owners;
}

function clash(name: string, first: Holder, second: Holder) {
  return usageError(
    'tool-clash',
    `Expected each tool to have a name of its own, got \`${name}\` from \`${first.server}\` and \`${second.server}\``,
    { hint: 'Leave it out of one: list the others under `allow`. A corpus can be given another `name`.' },
  );
}
