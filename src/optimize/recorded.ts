import { configOfRun, unreadableRun } from '../run/index.ts';
import type { Run } from '../store/index.ts';
import type { OptimizeOptions } from './options.ts';
import { type Settings, settingsSchema } from './settings.ts';
import { strategyNamed } from './strategies/index.ts';

type Recorded = Pick<Run, 'id' | 'config'>;

/** The options that continue a search, from what is on record of it. @throws as {@link recordedSettings} */
export function recordedOptions(run: Recorded): OptimizeOptions {
  const { task, executor, meta, judge, dataDir, strategy } = configOfRun(run);
  if (meta === undefined) throw unreadableRun(run.id, ['config', 'meta']);
  return {
    ...recordedSettings(run),
    strategy: strategyNamed(strategy).id,
    task,
    executor,
    meta,
    judge: judge ?? undefined,
    dataDir: dataDir ?? undefined,
  };
}

/**
 * The settings of a run; what an older version did not write has its default.
 * @throws {W4sError} `run-unreadable`, `unknown-strategy`
 */
export function recordedSettings(run: Recorded): Settings {
  const { strategy, settings = {} } = configOfRun(run);
  const parsed = settingsSchema(strategy, settings).safeParse(settings);
  if (parsed.success) return parsed.data;
  throw unreadableRun(run.id, ['config', 'settings', ...(parsed.error.issues[0]?.path ?? [])]);
}
