import type { Finding } from '../../src/report/contract.ts';

export interface CodeProps {
  code: string;
  findings?: readonly (Finding & { severity?: string })[];
  /** A line that is set off. */
  at?: number | null;
}

/** A program with its lines numbered, and each finding under the line that it points at. */
export function Code({ code, findings = [], at = null }: CodeProps) {
  const under = Map.groupBy(findings, ({ line }) => line);
  return (
    <pre class="code" tabIndex={0} role="region" aria-label="Code, lines">
      {code
        .trimEnd()
        .split('\n')
        .map((line, i) => {
          const told = under.get(i + 1) ?? [];
          return (
            <>
              <span key={i} class={told.length > 0 || at === i + 1 ? 'line marked' : 'line'}>
                {`${line}\n`}
              </span>
              {told.map(({ severity, kind, detail }) => (
                <span class={`finding ${severity ?? ''}`} key={`${kind} ${detail}`}>
                  {`${severity === undefined ? '' : `${severity}: `}${kind}: ${detail}\n`}
                </span>
              ))}
            </>
          );
        })}
    </pre>
  );
}
