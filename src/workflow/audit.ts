import type { AuditEvent } from '../sandbox/contract.ts';
import type { Finding, Severity } from './contract.ts';

/** By the event's beginning; the first that fits. Names are those of CPython's audit events table. */
const SEVERITIES: readonly (readonly [prefix: string, severity: Severity])[] = [
  ['import', 'warning'],
  ['open', 'warning'],
  ['os.listdir', 'warning'],
  ['os.scandir', 'warning'],
  ['compile', 'info'],
  ['exec', 'info'],
];

/** What the sandbox's audit hook saw a run try, as findings: each fact once. All of it was refused by the sandbox. */
export function findingsFromAudit(events: readonly AuditEvent[], where = 'while it ran'): Finding[] {
  const byDetail = new Map<string, Finding>();
  for (const { event, detail } of events) {
    const text = `${event}${detail === '' ? '' : ` ${detail.slice(0, 200)}`}, ${where}`;
    byDetail.set(text, { rule: `audit-${event.split('.')[0]}`, severity: severityOf(event), line: null, detail: text });
  }
  return [...byDetail.values()];
}

function severityOf(event: string): Severity {
  return SEVERITIES.find(([prefix]) => event.startsWith(prefix))?.[1] ?? 'danger';
}
