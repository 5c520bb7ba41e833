/** A line that tells how far a long work is, drawn again and again while it lasts. */
export interface Live {
  end(): void;
}

/** Milliseconds between two drawings: on a terminal, and in a log, where each is a line of its own. */
const EVERY_MS = { terminal: 1_000, log: 10_000 };

/** Calls `draw` as often as the place bears it, and never keeps the process alive. */
export function keepLive(isTerminal: boolean, draw: () => void): Live {
  if (isTerminal) draw();
  const timer = setInterval(draw, isTerminal ? EVERY_MS.terminal : EVERY_MS.log);
  timer.unref();
  return { end: () => clearInterval(timer) };
}

/** Lets one text through every ten seconds, for logs. */
export function throttle(write: (text: string) => void, now: () => number = Date.now): (text: string) => void {
  let last = now();
  return (text) => {
    if (now() - last < EVERY_MS.log - 500) return; // a timer of the same pace may be early
    last = now();
    write(text);
  };
}
