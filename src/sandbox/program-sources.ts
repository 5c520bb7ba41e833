import { readFileSync } from 'node:fs';

/** What stands in the place of the parts that hold the wall, where there is none. */
const WITHOUT_WALL = {
  audit: 'CODE_FILE, CODE_MODULE = "workflow.py", "workflow"\n',
  channel: 'def encode(message):\n    raise RuntimeError("there is no host")\n',
};

/** In the order in which they import one another. */
const MODULES = ['values', 'call', 'script', 'execute', 'agent'];

/**
 * Python modules by name that run a program as the sandbox does, without the sandbox: how its entry is found and
 * called, what it is worth, how failures are told, and the `agent` object.
 */
export function programSources(): Record<string, string> {
  const sources = MODULES.map((name) => [name, readFileSync(new URL(`./python/${name}.py`, import.meta.url), 'utf8')]);
  return { ...WITHOUT_WALL, ...Object.fromEntries(sources) };
}
