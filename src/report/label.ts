/** Short name of a candidate, as at the end of its id: `t03c1` is turn 3, slot 1. */
export function candidateLabel({ turn, slot }: { turn: number; slot: number }): string {
  return `t${String(turn).padStart(2, '0')}c${slot}`;
}
