import { z } from 'zod';
import { workflowHash } from '../hash.ts';
import { HEAD, PROGRAMS, ROUTER, composeRouted } from './compose.ts';
import type { Routed, Rule } from './contract.ts';

const name = z.string().regex(/^[\w.-]{1,64}$/);
const rule: z.ZodType<Rule> = z.union([
  name,
  z.strictObject({
    feature: z.string().max(100),
    above: z.number(),
    get yes() {
      return rule;
    },
    get no() {
      return rule;
    },
  }),
]);
const programs = z.array(name).min(1).max(100);
const router = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rule'), programs, rule }),
  z.strictObject({ kind: z.literal('executor'), programs, before: z.string(), after: z.string() }),
]);

/**
 * What a program is composed of; `undefined` for every other one, a composed one that was edited among them: only what
 * {@link composeRouted} makes word for word is known to do what it says.
 */
export function routedIn(code: string): Routed | undefined {
  if (!code.startsWith(HEAD)) return undefined;
  const routed = read(code);
  return routed !== undefined && workflowHash(composeRouted(routed)) === workflowHash(code) ? routed : undefined;
}

function read(code: string): Routed | undefined {
  const end = code.indexOf('\n}\n', code.indexOf(ROUTER));
  const at = code.indexOf(PROGRAMS);
  if (end === -1 || at === -1) return undefined;
  const parsed = router.safeParse(jsonIn(code.slice(code.indexOf(ROUTER) + ROUTER.length, end + 2)));
  const texts = programsIn(code, at + PROGRAMS.length);
  if (!parsed.success || texts === undefined) return undefined;
  const names = parsed.data.programs;
  if (names.length !== texts.size || names.some((one) => !texts.has(one))) return undefined;
  const kind = code.slice(0, at).includes('\ndef workflow(agent, task, entry_point):\n') ? 'code' : 'answer';
  return { router: parsed.data, programs: texts, kind };
}

/** Entry by entry; whatever is not as it is written makes another text and is found so. */
function programsIn(code: string, from: number): Map<string, string> | undefined {
  const texts = new Map<string, string>();
  let at = from;
  while (!code.startsWith('}', at)) {
    const [, key, opening = ''] = /^ {4}"([\w.-]{1,64})": (r'''|\(\n)/.exec(code.slice(at, at + 80)) ?? [];
    if (key === undefined) return undefined;
    const begin = at + `    "${key}": ${opening}`.length;
    const closing = opening === '(\n' ? ')' : "'''";
    const end = opening === '(\n' ? endOfLines(code, begin) : code.indexOf(closing, begin);
    if (end === -1) return undefined;
    const text = code.slice(begin, end);
    const value = opening === '(\n' ? joined(text) : text;
    if (value === undefined) return undefined;
    texts.set(key, value);
    at = end + `${closing},\n`.length;
  }
  return texts;
}

/** Where the lines of texts end: at the first that is none. */
function endOfLines(code: string, begin: number): number {
  let at = begin;
  while (code.startsWith('    "', at)) at = code.indexOf('\n', at) + 1 || code.length;
  return code.startsWith(')', at) ? at : -1;
}

function joined(lines: string): string | undefined {
  const texts = lines
    .split('\n')
    .filter((line) => line !== '')
    .map(jsonIn);
  return texts.every((text) => typeof text === 'string') ? texts.join('') : undefined;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
