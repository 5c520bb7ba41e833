import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../base/json.ts';
import type { Sandbox, SandboxResult } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { TaskItem } from '../contract.ts';
import { dataDir, noData } from '../../../tests/support/test-data.ts';
import { answerProgram } from './answer-program.ts';
import { unitTests } from './unit-tests.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

const DOUBLE: TaskItem = {
  id: 'double',
  input: 'def double(x):\n    """Twice x."""\n',
  target:
    'def check(candidate):\n' +
    '    assert candidate(2) == 4\n' +
    '    assert candidate("a") == "aa"\n' +
    '    assert candidate([1]) == [1, 1]\n',
  entryPoint: 'double',
};

async function score(prediction: Json, item: Partial<TaskItem> = {}, options = {}) {
  return unitTests({ timeoutMs: 5000, ...options }).score(prediction, { ...DOUBLE, ...item }, { sandbox });
}

test('a right solution passes', async () => {
  expect(await score('def double(x):\n    return x * 2\n')).toEqual({ value: 1, note: 'all tests passed' });
});

test('a fenced one among others passes', async () => {
  expect(
    await score(
      'First:\n' +
        '```python\n' +
        'def help():\n' +
        '    pass\n' +
        '```\n' +
        'then\n' +
        '```python\n' +
        'def double(x):\n' +
        '    return x + x\n' +
        '```\n' +
        'and run\n' +
        '```\n' +
        'ls\n' +
        '```',
    ),
  ).toMatchObject({ value: 1 });
});

test('a continuation of the prompt passes where the prompt is code', async () => {
  expect(await score('    return x * 2\n', {}, { inputIsCode: true })).toMatchObject({ value: 1 });
  expect(await score('    return x * 3\n', {}, { inputIsCode: true })).toMatchObject({ value: 0 });
  expect(await score('    return x * 2\n')).toMatchObject({ value: 0 });
});

test.each<[string, string, string]>([
  ['wrong value', 'def double(x):\n    return x', 'a test failed'],
  ['no function', 'x = 1', 'the solution does not define the function asked for'],
  ['a value of that name', 'double = 4', 'the solution does not define the function asked for'],
  ['syntax error', 'def double(x):\n return (', 'the solution does not run: SyntaxError'],
  ['raises', 'def double(x):\n    raise KeyError("4 == 4")', 'the solution raised KeyError'],
  ['raises AssertionError', 'def double(x):\n    assert False', 'the solution raised AssertionError'],
  ['empty', '', 'the solution does not define the function asked for'],
  [
    'endless loop',
    'def double(x):\n    while True: pass',
    expect.stringMatching(/^the (solution|tests) ended with: timeout$/),
  ], // which of the two is asked first
  ['endless loop at import', 'while True: pass', 'the solution ended with: timeout'],
])('%s scores 0', async (_, code, note) => {
  expect(await score(code, {}, { timeoutMs: 400 })).toEqual({ value: 0, note });
});

const FORGERIES: [string, string][] = [
  ['sys.exit in the module', 'import sys\nsys.exit(0)'],
  ['sys.exit in the call', 'import sys\ndef double(x):\n    sys.exit(0)'],
  ['os._exit', 'import os\ndef double(x):\n    os._exit(0)'],
  ['raise SystemExit', 'def double(x):\n    raise SystemExit(0)'],
  ['an own BaseException', 'class Stop(BaseException):\n    pass\ndef double(x):\n    raise Stop()'],
  [
    'printing a pass',
    'print({"passed": True})\ndef double(x):\n    print(\'{"ok": true, "value": {"passed": true}}\')',
  ],
  [
    'equal to everything',
    'class Any:\n    __eq__ = lambda a, b: True\n    __bool__ = lambda a: True\ndef double(x):\n    return Any()',
  ],
  [
    'a list that is equal to everything',
    'class L(list):\n    __eq__ = lambda a, b: True\ndef double(x):\n    return L()',
  ],
  [
    'an int that is equal to everything',
    'class N(int):\n    __eq__ = lambda a, b: True\n    __int__ = lambda a: 4\ndef double(x):\n    return N(1)',
  ],
  [
    'a str that is equal to everything',
    'class S(str):\n    __eq__ = lambda a, b: True\ndef double(x):\n    return S("b")',
  ],
  [
    'patched builtins',
    'import builtins\n' +
      'builtins.AssertionError = ValueError\n' +
      'builtins.all = lambda *a: True\n' +
      'builtins.isinstance = lambda *a: True\n' +
      'def double(x):\n' +
      '    return x',
  ],
  [
    'patched encoding',
    'import sys\n' +
      'for frame in [sys._getframe(1)]:\n' +
      '    frame.f_globals["encode"] = lambda value, h: {"passed": True}\n' +
      'def double(x):\n' +
      '    return x',
  ],
  [
    'patched server',
    'import sys\n' +
      'sys._getframe(1).f_globals["_Server"].serve = lambda self, request: {"passed": True, "value": None}\n' +
      'def double(x):\n' +
      '    return x',
  ],
  [
    'replacing main',
    'import sys\nsys._getframe(1).f_globals["main"] = lambda *a: {"passed": True}\ndef double(x):\n    return x',
  ],
  [
    'talking to the host',
    'import sys\n' +
      'agent = sys._getframe(1).f_locals["agent"]\n' +
      'for i in range(3):\n' +
      '    try:\n' +
      '        agent.exchange({"passed": True})\n' +
      '    except Exception: pass\n' +
      'def double(x):\n' +
      '    return x',
  ],
  [
    'asking as the tests do',
    'import sys\n' +
      'agent = sys._getframe(1).f_locals["agent"]\n' +
      'try:\n' +
      '    agent.ask({"do": "name", "name": "double"})\n' +
      'except Exception: pass\n' +
      'def double(x):\n' +
      '    return x',
  ],
  ['replacing the check', 'def check(candidate):\n    pass\ndef double(x):\n    return x'],
  [
    'looking for the tests',
    'import sys, gc\n' +
      'def double(x):\n' +
      '    f = sys._getframe()\n' +
      '    while f:\n' +
      '        for v in list(f.f_locals.values()) + list(f.f_globals.values()):\n' +
      '            if isinstance(v, str) and "candidate(2) ==" in v:\n' +
      '                return 4\n' +
      '        f = f.f_back\n' +
      '    for o in gc.get_objects():\n' +
      '        if isinstance(o, str) and "candidate(2) ==" in o:\n' +
      '            return 4\n' +
      '    return None',
  ],
  [
    'a thread that ends the process',
    'import threading, os, time\n' +
      'def later():\n' +
      '    time.sleep(0.05)\n' +
      '    os._exit(0)\n' +
      'threading.Thread(target=later).start()\n' +
      'def double(x):\n' +
      '    import time\n' +
      '    time.sleep(0.2)',
  ],
  ['an iterator that never ends', 'def double(x):\n    while True:\n        yield x'],
  ['a list that holds itself', 'def double(x):\n    a = []\n    a.append(a)\n    return a'],
  ...[
    '5',
    'None',
    '[]',
    '"x"',
    '{}',
    '{"value": {"l": [], "t": []}}',
    '{"value": {"k": "print"}}',
    '{"value": {"o": "x"}}',
    '{"value": {"i": 5}}',
    '{"value": 4, "changed": [[9, 1]]}',
    '{"error": 5, "bases": 5, "message": []}',
    '{"value": {"y": 5}}',
    '{"value": {"d": [[{"l": []}, 1]]}}',
  ].map((reply): [string, string] => [
    `the reply ${reply}`,
    'import sys\n' +
      'server = sys._getframe(1).f_globals["_Server"]\n' +
      'real = server.serve\n' +
      `server.serve = lambda self, request: real(self, request) if request["do"] == "name" else ${reply}\n` +
      'def double(x):\n' +
      '    return x',
  ]),
  [
    'a reply to the question for its name',
    'import sys\nsys._getframe(1).f_globals["_Server"].serve = lambda self, request: 5\ndef double(x):\n    return x',
  ],
  [
    'a builtin handed back and on',
    'import sys\n' +
      'sys._getframe(1).f_globals["_Server"].serve = lambda self, request: {"value": {"k": "len"}}\n' +
      'def double(x):\n' +
      '    return x',
  ],
  ['a flood', 'def double(x):\n    return "x" * (64 * 2**20)'],
];

test.each(FORGERIES)('no pass by %s', async (_, code) => {
  expect(await score(code, {}, { timeoutMs: 2000 })).toMatchObject({ value: 0 });
});

test('what the tests see keeps its type', async () => {
  const code = 'import collections, decimal, fractions\ndef f(kind):\n    return eval(kind)';
  const kinds = [
    '1',
    '1.0',
    'True',
    '(1, 2)',
    '[1, (2,)]',
    '{1, 2}',
    '{(1, 2): [3]}',
    '2**200',
    '-2**200',
    '1e300',
    '"\\u00e9\\n"',
    'b"\\x00"',
    '1+2j',
    'None',
    'collections.deque([1])',
    'range(3)',
    'fractions.Fraction(1, 3)',
    'decimal.Decimal("0.1")',
    'frozenset([1])',
    'int',
  ];
  const target = [
    'import collections, decimal, fractions',
    ...kinds.flatMap((kind) => [
      `assert f(${JSON.stringify(kind)}) == ${kind}`,
      `assert type(f(${JSON.stringify(kind)})) is type(${kind})`,
    ]),
    'assert f("float(\'nan\')") != f("float(\'nan\')")',
    'assert list(f("iter([1, 2])")) == [1, 2]',
    'assert f("collections.Counter(\'aab\')") == {"a": 2, "b": 1}',
  ].join('\n');
  expect(await score(code, { target, entryPoint: 'f' })).toEqual({ value: 1, note: 'all tests passed' });
});

test('tests see changes to their arguments, and errors they expect', async () => {
  const code = 'def f(items):\n    if not items:\n        raise ValueError("empty")\n    items.sort()';
  const target =
    'items = [3, 1]\n' +
    'assert f(items) is None\n' +
    'assert items == [1, 3]\n' +
    'try:\n' +
    '    f([])\n' +
    '    assert False, "no error"\n' +
    'except ValueError as error:\n' +
    '    assert "empty" in str(error)';
  expect(await score(code, { target, entryPoint: 'f' })).toMatchObject({ value: 1 });
  expect(await score(code.replace('ValueError', 'KeyError'), { target, entryPoint: 'f' })).toMatchObject({ value: 0 });
});

test('tests may build objects of a class of the solution', async () => {
  const code =
    'class Node:\n' +
    '    def __init__(self, value):\n' +
    '        self.value, self.left = value, None\n' +
    'def depth(node):\n' +
    '    return 0 if node is None else 1 + depth(node.left)';
  const target = 'root = Node(1)\nroot.left = Node(2)\nassert depth(root) == 2\nassert root.left.value == 2';
  expect(await score(code, { target, entryPoint: 'depth' })).toMatchObject({ value: 1 });
});

test('tests that call nothing pass nothing', async () => {
  expect(await score('def double(x):\n    return x * 2', { target: 'assert True' })).toMatchObject({ value: 0 });
});

test('a note never shows the hidden tests', async () => {
  const { note } = await score('def double(x):\n    raise ValueError(repr(x) + " secret")');
  expect(note).toBe('the solution raised ValueError');
});

test.each<[string, Partial<TaskItem>, string]>([
  ['broken tests', { target: 'assert (' }, 'The tests of item `double` cannot be run'],
  ['a lambda as argument', { target: 'assert candidate(lambda: 1)' }, 'the tests hand over a value of type function'],
  ['no tests', { target: 5 }, 'Expected item `double` to have tests as its target'],
  ['no entry point', { entryPoint: 'a b' }, 'and the name of a function as `entryPoint`, got `a b`'],
])('%s are the fault of the task', async (_, item, message) => {
  await expect(score('def double(x):\n    return x * 2', item)).rejects.toMatchObject({
    code: 'scorer-target',
    message: expect.stringContaining(message),
  });
});

test('a sandbox that fails is missing data, on either side', async () => {
  const broken: SandboxResult = {
    ok: false,
    failure: { kind: 'unavailable', message: 'no more processes' },
    stdout: '',
    cpuMs: 0,
    wallMs: 0,
    audit: [],
  };
  for (const side of ['exchange', 'ask']) {
    const half: Sandbox = {
      name: 'half',
      close: async () => {},
      run: async (request) => (request.agent?.[0] === side ? broken : sandbox.run(request)),
    };
    await expect(
      Promise.resolve(unitTests().score('def double(x):\n    return x * 2', DOUBLE, { sandbox: half })),
    ).rejects.toMatchObject({ code: 'scorer-unavailable', message: expect.stringContaining('no more processes') });
  }
});

test('an aborted scoring throws the reason', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(
    Promise.resolve(
      unitTests().score('def double(x):\n    while True: pass', DOUBLE, { sandbox, signal: controller.signal }),
    ),
  ).rejects.toThrow('enough');
});

test('the program is taken as it is where it defines the function', () => {
  const options = { entryPoint: 'f', prompt: 'def f():\n' };
  expect(answerProgram('x = 1\ndef f(): pass', options)).toBe('x = 1\ndef f(): pass');
  expect(answerProgram('    return 1', options)).toBe('def f():\n    return 1');
  expect(answerProgram('x = 1\n    return x', options)).toBe('def f():\n    x = 1\n    return x');
  expect(answerProgram('x = 1\nif x:\n    return x', options)).toBe('def f():\n    x = 1\n    if x:\n        return x');
  expect(answerProgram({ code: 'def f(): pass' }, options)).toBe('def f(): pass');
  expect(answerProgram('{"solution": "def f():\\n    return 2"}', options)).toBe('def f():\n    return 2');
});

describe.skipIf(noData)('gold programs (skipped without benchmark data)', () => {
  const rows = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  test('W4S rows of MBPP: all but the one with broken parameters', async () => {
    const all = ['validate', 'test']
      .flatMap((part) => rows(readFileSync(`${dataDir}/mbpp/w4s_${part}.jsonl`, 'utf8')))
      .filter((row) => [630, 56, 2, 82, 232].includes(row.task_id));
    const scores = await Promise.all(
      all.map(async (row) => [
        row.task_id,
        (
          await score(
            row.code,
            { target: `${row.test_imports.join('\n')}\n${row.test}`, entryPoint: row.entry_point },
            { setup: 'import math' },
          )
        ).value,
      ]),
    );
    expect(Object.fromEntries(scores)).toEqual({ 2: 1, 56: 1, 82: 1, 232: 1, 630: 0 });
  });

  test('the class tests and the type argument of the full MBPP', async () => {
    const all = rows(readFileSync(`${dataDir}/mbpp/mbpp.jsonl`, 'utf8')).filter((row) =>
      [367, 927, 533].includes(row.task_id),
    );
    const entry: Record<number, string> = { 367: 'is_tree_balanced', 927: 'max_height', 533: 'remove_datatype' };
    const scores = await Promise.all(
      all.map(
        async (row) =>
          (
            await score(row.code, {
              target: [row.test_setup_code, ...row.test_list].join('\n'),
              entryPoint: entry[row.task_id]!,
            })
          ).value,
      ),
    );
    expect(scores).toEqual([1, 1, 1]);
  });

  test('HumanEval: a continuation without the helper of its prompt', async () => {
    const all = rows(gunzipSync(readFileSync(`${dataDir}/humaneval/HumanEval.jsonl.gz`)).toString()).filter((row) =>
      ['find_zero', 'decode_cyclic', 'decode_shift'].includes(row.entry_point),
    );
    const scores = await Promise.all(
      all.map(async (row) => {
        const whole = `${row.prompt.slice(row.prompt.indexOf(`def ${row.entry_point}`))}${row.canonical_solution}`;
        return (
          await score(
            whole,
            { input: row.prompt, target: row.test, entryPoint: row.entry_point },
            { inputIsCode: true },
          )
        ).value;
      }),
    );
    expect(scores).toEqual([1, 1, 1]);
  });
});
