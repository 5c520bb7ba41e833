import type { Finding } from '../../src/report/contract.ts';

/** A program with its lines numbered; those that a finding points at are marked. */
export function Code({ code, findings = [] }: { code: string; findings?: readonly Finding[] }) {
  const marked = new Map(findings.map((finding) => [finding.line, finding]));
  return (
    <pre class="code" tabIndex={0} role="region" aria-label="Code, lines">
      {code
        .trimEnd()
        .split('\n')
        .map((line, i) => {
          const finding = marked.get(i + 1);
          return (
            <span key={i} class={finding === undefined ? 'line' : 'line marked'} title={finding?.detail}>
              {`${line}\n`}
            </span>
          );
        })}
    </pre>
  );
}
