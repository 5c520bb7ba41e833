import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, w4s } from './client.ts';
import { withServer } from './with-server.ts';

/** Shares below this are left out. */
const LEAST = 0.005;

/**
 * Where the processor's time of w4s' own process goes in the evaluation: shares by package and folder, of its own code
 * and with all that it calls.
 */
export async function benchProfile(): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  const file = join(folder, 'profile.json');
  try {
    await withServer((url) => measure(w4s({ W4S_BENCH_PROFILE: file }), url));
    return summary(JSON.parse(await readFile(file, 'utf8')) as Profiler.Profile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function summary(profile: Profiler.Profile): Record<string, string> {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const own = new Map<string, number>();
  const whole = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const micros = profile.timeDeltas?.[index] ?? 0;
    const stack = stackOf(id);
    if (stack[0] === 'native (idle)') continue;
    busy += micros;
    add(own, stack[0] ?? '', micros);
    for (const place of new Set(stack)) add(whole, place, micros);
  }
  return Object.fromEntries(
    [...own.keys()]
      .toSorted((a, b) => (own.get(b) ?? 0) - (own.get(a) ?? 0))
      .filter((place) => (own.get(place) ?? 0) / busy > LEAST)
      .map((place) => [place, `${percent(own, place)} own, ${percent(whole, place)} with what it calls`]),
  );

  function stackOf(leaf: number): string[] {
    const stack: string[] = [];
    for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
      const { url, functionName } = nodes.get(id)?.callFrame ?? { url: '', functionName: '' };
      if (functionName !== '(root)') stack.push(placeOf(url, functionName));
    }
    return stack;
  }

  function percent(times: Map<string, number>, place: string): string {
    return `${((100 * (times.get(place) ?? 0)) / busy).toFixed(1)}%`;
  }
}

function add(times: Map<string, number>, place: string, micros: number): void {
  times.set(place, (times.get(place) ?? 0) + micros);
}

/** The package, or the folder of ours, or the part of Node. */
function placeOf(url: string, functionName: string): string {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (name !== undefined) return name;
  const [, folder] = /\/src\/(?:(.+)\/)?[^/]+$/.exec(url) ?? [];
  if (folder !== undefined) return `w4s ${folder}`;
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  return url === '' ? `native ${functionName}` : url;
}
