import { circlesIn } from './circles.ts';
import { isPastIndex, roomOf } from './rooms.ts';
import type { Source } from './source.ts';

/** One file imports another. */
export interface Link {
  from: string;
  to: string;
}

/**
 * How files and rooms hang together. Of all that lead to one another, one circle is shown: the shortest from the
 * first.
 */
export interface Links {
  /** Imports past another room's index and contract. */
  pastIndex: readonly Link[];
  /** From a file round to itself, types included. */
  fileCircles: readonly string[][];
  /** From a room round to itself, types included: one import for each step. */
  roomCircles: readonly Link[][];
}

export function linksOf(sources: readonly Source[]): Links {
  const links = sources.flatMap(({ path, imports }) => imports.map((to) => ({ from: path, to })));
  const roomCircles = circlesIn(graphOf(links.map(({ from, to }) => [roomOf(from), roomOf(to)])));
  return {
    pastIndex: links.filter(({ from, to }) => isPastIndex(from, to)),
    fileCircles: circlesIn(graphOf(links.map(({ from, to }) => [from, to]))),
    roomCircles: roomCircles.map((rooms) => stepsOf(rooms, links)),
  };
}

function stepsOf(rooms: readonly string[], links: readonly Link[]): Link[] {
  const steps = rooms.slice(1).map((to, i) => [rooms[i], to] as const);
  return steps.flatMap(
    ([from, to]) => links.find((link) => roomOf(link.from) === from && roomOf(link.to) === to) ?? [],
  );
}

/** What lies in no room leads nowhere. */
function graphOf(edges: readonly (readonly [string | undefined, string | undefined])[]): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (from === undefined || to === undefined) continue;
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  }
  return graph;
}
