import { W4sError } from '../base/errors.ts';
import type { LiveRun } from '../run/index.ts';

/** Why nothing new is begun in a run. */
export function refusalOf({ row, stop, ledger }: LiveRun): W4sError {
  const { status = 'interrupted', reason = null, error } = stop.ending ?? {};
  if (error !== undefined) return error;
  const facts = { run: row.id };
  if (status === 'stopped')
    return new W4sError('cap', reason ?? 'A cap is reached', {
      facts: { ...facts, cap: ledger.stopped, isHeld: ledger.isHeld },
    });
  return new W4sError(status === 'cancelled' ? 'cancelled' : 'interrupted', reason ?? 'The run was stopped', { facts });
}
