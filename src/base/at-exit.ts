/** Done, in any order, when this process exits. One listener for all: Node warns of a leak from the eleventh on. */
const acts = new Set<() => void>();
let listens = false;

/** @returns what takes it back. */
export function atExit(act: () => void): () => void {
  acts.add(act);
  if (!listens) process.on('exit', () => acts.forEach((one) => one()));
  listens = true;
  return () => acts.delete(act);
}
