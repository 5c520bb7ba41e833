import assert from 'node:assert/strict';
import type { Json } from '../../base/json.ts';
import { type SandboxCase, assertValue } from './case.ts';

/** What a run could leave behind: how the next one of the same program finds it, and how it is left. */
const TRACES: Record<string, [found: string, left: string]> = {
  'on the builtins': ['getattr(builtins, "left", None)', 'builtins.left = item'],
  'among the builtins of its module': ['__builtins__.get("left")', '__builtins__["left"] = item'],
  'on a module': ['getattr(json, "left", None)', 'json.left = item'],
  'on a module, by setattr': ['getattr(json, "left", None)', 'setattr(json, "left", item)'],
  'on a module, in a loop': ['getattr(json, "left", None)', 'for json.left in [item]: pass'],
  'on a function': ['getattr(json.dumps, "left", None)', 'json.dumps.left = item'],
  'on a function of another name': ['getattr(json.dumps, "left", None)', 'f = json.dumps\n    f.left = item'],
  'on a function that is handed on': ['getattr(json.dumps, "left", None)', 'keep(json.dumps, item)'],
  'on a class': ['getattr(threading.Thread, "left", None)', 'threading.Thread.left = item'],
  'on the class of a value': ['getattr(Fraction, "left", None)', 'type(Fraction(1)).left = item'],
  'on a thread': ['getattr(threading.main_thread(), "left", None)', 'threading.main_thread().left = item'],
  'among the modules': ['sys.modules.get("left")', 'sys.modules["left"] = item'],
  'among the modules, by a name of its own': ['modules.get("left")', 'modules["left"] = item'],
  'in a list of the library': ['"left" in sys.path or None', 'sys.path.append("left")'],
  'in a table of the library': ['name2codepoint.get("left")', 'name2codepoint["left"] = item'],
  'in the environment': ['os.environ.get("left")', 'os.environ["left"] = str(item)'],
  'in the globals of a function': ['json.dumps.__globals__.get("left")', 'json.dumps.__globals__["left"] = item'],
  'in its context': ['decimal.getcontext().prec - 28 or None', 'decimal.getcontext().prec = 5'],
  'as a handler of the log': ['logging.getLogger().handlers or None', 'logging.basicConfig()'],
  'as a way to write a table': ['"left" in csv.list_dialects() or None', 'csv.register_dialect("left")'],
  'as a limit': ['sys.getrecursionlimit() - 1000 or None', 'sys.setrecursionlimit(2345)'],
  'as an object': ['[o for o in gc.get_objects() if type(o).__name__ == "Left"] or None', 'kept.append(Left())'],
  'as a class': ['len([c for c in object.__subclasses__() if c.__name__ == "Left"]) - 1 or None', 'Left()'],
  'in code that is made': [
    'eval("getattr(json, \'left\', None)")',
    'exec("import json as j; j.left = item", {"item": item})',
  ],
};

/** By the name that is used. */
const IMPORTS: Record<string, string> = {
  ...Object.fromEntries(
    'builtins csv decimal gc json logging os sys threading'.split(' ').map((name) => [name, `import ${name}`]),
  ),
  Fraction: 'from fractions import Fraction',
  name2codepoint: 'from html.entities import name2codepoint',
  modules: 'from sys import modules',
  kept: 'kept = []',
  Left: 'class Left: pass',
  keep: 'def keep(holder, item): holder.left = item',
};

/** No run finds anything of another one, not even of its own program: items are alone. */
export const traceCases: readonly SandboxCase[] = [
  ...Object.entries(TRACES).map(([where, [found, left]]): SandboxCase => ({
    name: `traces: none ${where}`,
    async run(sandbox) {
      const code = programOf(found, left);
      const look = (onCall: () => Promise<Json>) =>
        sandbox.run({ code, entry: 'f', args: [7], agent: ['ask'], onCall });
      let beside: unknown;
      // The second one looks while the first, which has left its trace, waits for its answer.
      const first = await look(async () => {
        beside = await look(async () => null);
        return null;
      });
      assertValue(first, null);
      assertValue(beside as typeof first, null);
    },
  })),

  {
    name: 'traces: a seed draws the same numbers, whatever runs beside it',
    async run(sandbox) {
      const code =
        'import random\n' +
        'def f(agent, item):\n' +
        '  random.seed(7)\n' +
        '  drawn = []\n' +
        '  for _ in range(4):\n' +
        '    drawn.append(random.randrange(10 ** 9))\n' +
        '    agent.ask(item)\n' +
        '  return drawn';
      const onCall = async (): Promise<Json> => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        return null;
      };
      const draw = (item: number) => sandbox.run({ code, entry: 'f', args: [item], agent: ['ask'], onCall });
      const [first, ...others] = await Promise.all([1, 2, 3, 4].map(draw));
      assert.ok(first?.ok && Array.isArray(first.value) && first.value.length === 4);
      for (const other of others) assertValue(other, first.value);
    },
  },
];

/** With the imports that it needs and no others, since these alone may tell what it is about to do. */
function programOf(found: string, left: string): string {
  const isUsed = ([name]: [string, string]): boolean => new RegExp(`\\b${name}\\b`).test(`${found} ${left}`);
  return `
${Object.entries(IMPORTS)
  .filter(isUsed)
  .map(([, line]) => line)
  .join('\n')}
def f(agent, item):
    found = ${found}
    ${left}
    agent.ask()
    return None if found is None else repr(found)
`;
}
