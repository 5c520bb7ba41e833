/** Short name of a candidate: turn and a letter for its slot, e.g. `3b`; after `z` comes `aa`. */
export function candidateLabel({ turn, slot }: { turn: number; slot: number }): string {
  let letters = '';
  for (let rest = slot; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  }
  return `${turn}${letters}`;
}
