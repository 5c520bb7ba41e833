/** Short name of a candidate: `t03c1` is turn 3, slot 1. */
export function candidateLabel({ turn, slot }: { turn: number; slot: number }): string {
  return `${turnLabel(turn)}c${slot}`;
}

/** `run/t03c1` */
export function candidateId(runId: string, turn: number, slot: number): string {
  return `${runId}/${candidateLabel({ turn, slot })}`;
}

/** `run/t03`, of a state that its run calls `t03`. */
export function stateId(runId: string, label: string): string {
  return `${runId}/${label}`;
}

/** `t03` */
export function turnLabel(turn: number): string {
  return `t${String(turn).padStart(2, '0')}`;
}

/** What a user names: a run, or with `label` one of its candidates. */
export interface CandidateReference {
  run: string;
  /** `t03c1`; `null` for the run's winner. */
  label: string | null;
}

/** Reads `run/t03c1`, or the name of a run, which may hold slashes. */
export function parseCandidate(reference: string): CandidateReference {
  const [, run, label] = /^(.+)\/(t\d+c\d+)$/.exec(reference) ?? [];
  return run === undefined || label === undefined ? { run: reference, label: null } : { run, label };
}

/** Whether a label is that of a candidate: one of `eval` is the name of a file. */
export function isCandidateLabel(label: string): boolean {
  return /^t\d+c\d+$/.test(label);
}
