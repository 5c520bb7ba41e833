import { readOptions } from '../base/read-options.ts';
import { withSafeHooks } from '../base/safe-hooks.ts';
import { openSession, retryNews } from '../session/index.ts';
import type { ApplyOptions, OpenWorkflow } from './contract.ts';
import { beginLife } from './life.ts';
import { prepare } from './prepare.ts';
import { applyLimits, applySettings } from './settings.ts';
import { WorkflowAtWork } from './work.ts';

/**
 * Opens a workflow for use on inputs without golds: reviewed, its run claimed, its books open. Close it, or declare it
 * with `await using`.
 *
 * @throws {W4sError} for what can't be used; `needs-review` and `rejected`; `run-busy` where another process has the
 * run that it would go on with
 */
export async function openWorkflow(given: ApplyOptions): Promise<OpenWorkflow> {
  const limits = readOptions(applyLimits, given);
  // As they were given: a run is found again by its quotas.
  const options = { ...withSafeHooks(given), ...readOptions(applySettings, given), ...limits, quotas: given.quotas };
  const { onRetry, onWarning } = options;
  const tell = { onRetry: retryNews((text) => onRetry?.(text)), onWarning: (text: string) => onWarning?.(text) };
  const session = options.session ?? (await openSession({ ...options, ...tell }));
  const leave = options.session === undefined ? () => session.close() : () => Promise.resolve();
  try {
    const prepared = await prepare(session, options);
    const life = await beginLife(session, options, prepared);
    return new WorkflowAtWork({ session, options, prepared, life, leave });
  } catch (error) {
    await leave();
    throw error;
  }
}
