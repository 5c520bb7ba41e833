import { usageError } from '../../base/errors.ts';
import { type GivenSettings, recordedSettings } from '../../optimize/index.ts';
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
  reference: PlannedTask['reference'],
  settings: GivenSettings,
  models: Record<string, string | null>,
): Promise<void> {
  const before = configOfRun(known);
  const { usd = Infinity } = plan.design;
  const fields = [
    ...(hasItemsOf(before, reference) ? [] : ['data seed']),
    ...Object.entries(models)
      .filter(([key, value]) => (before[key] ?? null) !== value)
      .map(([key]) => key),
    ...changedSettings(known, settings),
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

function changedSettings(known: Run, { strategy = 'w4s', ...settings }: GivenSettings): string[] {
  const settled: Partial<Record<string, unknown>> = recordedSettings(known);
  return [
    ...((configOfRun(known).strategy ?? 'w4s') === strategy ? [] : ['strategy']),
    ...Object.entries(settings)
      .filter(([key, value]) => value !== undefined && JSON.stringify(settled[key]) !== JSON.stringify(value))
      .map(([key]) => key),
  ];
}
