import { usageError } from '../../base/errors.ts';
import {
  AUTO_START,
  type GivenSettings,
  type Settings,
  fileHash,
  readSettings,
  recordedSettings,
  startNames,
  startWorkflows,
} from '../../optimize/index.ts';
import { configOfRun } from '../../run/index.ts';
import type { Run, Store } from '../../store/index.ts';
import { dataSeedOf } from '../../task/index.ts';
import { dollarCap } from './finished.ts';
import type { Plan } from './plan.ts';
import type { PlannedTask } from './tasks.ts';
import { WORDS } from './words.ts';

interface Known {
  store: Store;
  plan: Plan;
  known: Run;
}

/** @throws usage error `study-changed` or `ablation-changed` if the run of that name was a different search. */
export async function assertSame(
  { store, plan, known }: Known,
  { reference, hash, kind, asked }: Pick<PlannedTask, 'reference' | 'hash' | 'kind' | 'asked'>,
  settings: GivenSettings,
  models: Record<string, string | null>,
): Promise<void> {
  const before = configOfRun(known);
  const { usd = Infinity } = plan.design;
  const fields = [
    ...(hasItemsOf(before, reference) ? [] : ['data seed']),
    ...(hasTaskOf(before, hash) ? [] : ['task (its description, scorer or items)']),
    ...Object.entries(models)
      .filter(([key, value]) => (before[key] ?? null) !== value)
      .map(([key]) => key),
    ...changedSettings(known, settings),
    ...((await hasStartsOf(before, settings.start, { ...asked, kind })) ? [] : ['workflow to start from']),
    ...(((await dollarCap(store, known.id)) ?? 0) > usd ? ['smaller budget'] : []),
  ];
  if (fields.length > 0) {
    const noun = plan.kind === 'ablation' ? 'comparison' : 'study';
    throw usageError(
      `${plan.kind}-changed`,
      `Run \`${known.id}\` has the name that this ${noun} would use, with another ${fields.join(' and ')}`,
      { hint: `Give this ${noun} another ${WORDS[plan.kind].name}.` },
    );
  }
}

/** Whether a run was made with these settings. */
export function hasSettings(known: Run, settings: GivenSettings): boolean {
  return changedSettings(known, settings).length === 0;
}

/** Whether a run had the same items as it would now. */
export function hasItemsOf(known: { task: string }, reference: PlannedTask['reference']): boolean {
  return dataSeedOf(known.task) === dataSeedOf(typeof reference === 'string' ? reference : reference.name);
}

/** Whether a run scored as it would now; `true` where an older version did not say. */
export function hasTaskOf({ taskHash }: { taskHash?: string | undefined }, hash: PlannedTask['hash']): boolean {
  return taskHash === undefined || hash === null || taskHash === hash;
}

/** Whether a run started from files with the same programs; `true` where an older version did not say. */
async function hasStartsOf(
  { startHash }: { startHash?: string | undefined },
  start: GivenSettings['start'],
  task: Parameters<typeof startWorkflows>[1],
): Promise<boolean> {
  if (startHash === undefined) return true;
  const names = startNames(start)?.filter((name) => name !== AUTO_START) ?? [];
  return fileHash(await startWorkflows(names.join(','), task)) === startHash;
}

/** What is left to circumstances, as it came out before. */
function openAs({ prompt, start }: GivenSettings, before: Settings): Pick<GivenSettings, 'prompt' | 'start'> {
  const isOpen = startNames(start)?.includes(AUTO_START) ?? true;
  return { prompt: prompt ?? before.prompt, start: isOpen ? before.start : start };
}

/** What is not asked for has its default; what `auto` came to depends on the meta-agent, which is compared itself. */
function changedSettings(known: Run, { strategy = 'w4s', ...settings }: GivenSettings): string[] {
  if ((configOfRun(known).strategy ?? 'w4s') !== strategy) return ['strategy'];
  const settled = recordedSettings(known);
  const before: Partial<Record<string, unknown>> = settled;
  const asked = { ...settings, strategy, ...openAs(settings, settled) };
  const now: Partial<Record<string, unknown>> = readSettings(asked);
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(now[key]),
  );
}
