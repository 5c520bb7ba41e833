import { structuredPatch } from 'diff';
import { useMemo } from 'preact/hooks';

/** What was changed from one program to another, with three lines around each change. */
export function Diff({ before, after }: { before: string; after: string }) {
  // Bounded work: two long texts with nothing in common would take quadratic time.
  const patch = useMemo(
    () => structuredPatch('', '', before, after, '', '', { context: 3, timeout: 2000 }),
    [before, after],
  );
  if (patch === undefined) return <p class="quiet">Too different to show line by line.</p>;
  if (patch.hunks.length === 0) return <p class="quiet">None: the same code.</p>;
  return (
    <pre class="diff" tabIndex={0} role="region" aria-label="Difference">
      {patch.hunks.map(({ newStart, lines }) => (
        <>
          <span class="row hunk">line {newStart}</span>
          {lines
            .filter((line) => !line.startsWith('\\'))
            .map((line, i) => (
              <span key={i} class={`row ${ROWS[line.charAt(0)] ?? 'same'}`}>
                <b>{line.charAt(0).replace('-', '−')} </b>
                {`${line.slice(1)}\n`}
              </span>
            ))}
        </>
      ))}
    </pre>
  );
}

const ROWS: Record<string, string> = { '+': 'add', '-': 'del' };
