import { join } from 'node:path';
import type { Store } from './open.ts';

/** Where a run's files lie; `null` for a store in memory. */
export function runFolder({ home }: Pick<Store, 'home'>, runId: string): string | null {
  return home === null ? null : join(home, 'runs', runId);
}
