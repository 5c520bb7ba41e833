/** `run/t03c1`: turn 3, slot 1. */
export function candidateId(runId: string, turn: number, slot: number): string {
  return `${runId}/t${String(turn).padStart(2, '0')}c${slot}`;
}
