import { headOf } from '../base/clip.ts';
import type { AuditEvent } from '../sandbox/contract.ts';
import type { Finding, Severity } from './contract.ts';

/** By the event's beginning, the rest is danger. Names are those of CPython's table of audit events. */
const LOOKS_AT_FILES = ['open', 'os.listdir', 'os.scandir', 'glob.', 'pathlib.'];
/** Modules that reach out of the process; other imports that failed are mostly packages the sandbox does not have. */
const REACHES_OUT = /^_?(?:ctypes|socket|subprocess|multiprocessing|pty|fcntl|mmap|resource|posixsubprocess)\b/;

/** What the sandbox's audit hook saw a run try, as findings: each fact once. All of it was refused by the sandbox. */
export function findingsFromAudit(events: readonly AuditEvent[], where = 'while it ran'): Finding[] {
  const byDetail = new Map<string, Finding>();
  for (const { event, detail } of events) {
    const what = detail === '' ? event : `${event} ${headOf(detail, 200)}`;
    const text = `${what}, ${where}`;
    byDetail.set(text, {
      rule: `audit-${event.split('.')[0]}`,
      severity: severityOf(event, detail),
      line: null,
      detail: text,
    });
  }
  return [...byDetail.values()];
}

function severityOf(event: string, detail: string): Severity {
  if (event === 'import') return REACHES_OUT.test(detail) ? 'danger' : 'info';
  return LOOKS_AT_FILES.some((prefix) => event.startsWith(prefix)) ? 'warning' : 'danger';
}
