import type { SubmissionLine } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/numbers.ts';
import { href } from '../../base/route.ts';
import { Section } from '../../parts/figures.tsx';
import { waits } from './hints.tsx';

export interface SubmissionsProps {
  run: string;
  submissions: readonly SubmissionLine[];
  closed: string | null;
}

/** Workflows that persons submitted, and the candidates that they became. */
export function Submissions({ run, submissions, closed }: SubmissionsProps) {
  if (submissions.length === 0) return null;
  const link = (label: string) => <a href={href(['run', run, 'candidate', label])}>{label}</a>;
  return (
    <Section title="Workflows by people">
      <ul class="plain">
        {submissions.map(({ by, at, from, candidate }) => (
          <li key={at + by}>
            {candidate === null ? waits(closed) : link(candidate)}{' '}
            <span class="quiet">
              {by}, {moment(at)}
              {from !== null && <>, edited from {link(from)}</>}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
