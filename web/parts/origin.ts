import type { CandidateReport } from '../../src/report/contract.ts';

type Written = Pick<CandidateReport, 'turn' | 'writtenBy'>;

/** Who wrote a candidate: the name of a person, `meta-agent`, or `start`. */
export function originOf({ turn, writtenBy }: Written): string {
  if (writtenBy !== null) return writtenBy;
  return turn === 0 ? 'start' : 'meta-agent';
}
