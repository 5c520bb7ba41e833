import { type Store, saveFindings } from '../store/index.ts';
import type { Finding } from '../workflow/index.ts';

/** Keeps what was noticed about a text in a run. @param hash of the text */
export function noteFindings(
  store: Store,
  { runId, hash }: { runId: string; hash: string },
  findings: readonly Finding[],
): Promise<void> {
  const rows = findings.map(({ rule, severity, line, detail }) => ({
    code_hash: hash,
    run_id: runId,
    rule,
    severity,
    line: line ?? 0,
    detail,
    created_at: Date.now(),
  }));
  return saveFindings(store, rows);
}
