/** Who leads to whom. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The circles of a graph: of every set of nodes that all lead to one another, the shortest way from its first node (in
 * order of name) round to itself, e.g. `['a', 'b', 'a']`. A node that leads straight to itself is none.
 */
export function circlesIn(graph: Graph): string[][] {
  const left = new Set([...graph.keys()].sort());
  const circles: string[][] = [];
  for (const node of left) {
    const circle = wayRound(graph, node);
    if (circle === undefined) continue;
    circles.push(circle);
    const there = reached(graph, node);
    for (const other of there) if (reached(graph, other).has(node)) left.delete(other);
  }
  return circles;
}

/** The shortest way from a node back to it, breadth first. */
function wayRound(graph: Graph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (next === node) continue;
      if (next === start) return back(cameFrom, node, [start], start);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function back(cameFrom: ReadonlyMap<string, string>, last: string, tail: string[], start: string): string[] {
  const way = [last, ...tail];
  return last === start ? way : back(cameFrom, cameFrom.get(last)!, way, start);
}

function reached(graph: Graph, start: string): Set<string> {
  const seen = new Set<string>([start]);
  for (const node of seen) for (const next of graph.get(node) ?? []) seen.add(next);
  return seen;
}
