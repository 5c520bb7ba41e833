import type { Finding } from '../../src/report/contract.ts';

/** What was noticed about a workflow, each with the line that it points at. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul class="findings">
      {findings.map(({ kind, detail, line }) => (
        <li key={`${kind} ${line} ${detail}`}>
          <code>{kind}</code> {detail} {line !== null && <span class="quiet">line {line}</span>}
        </li>
      ))}
    </ul>
  );
}
