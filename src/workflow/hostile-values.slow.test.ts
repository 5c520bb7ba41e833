import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing } from './outcome.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { fakeExecutor } from './fake-executor.ts';
import { runWorkflow } from './run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** Expressions whose values Python, JSON, JavaScript or SQLite have trouble with. */
const VALUES: Record<string, string> = {
  'a lone surrogate': '"\\ud800 and \\udfff"',
  'a key that is a lone surrogate': '{"\\ud800": 1}',
  'nul and control characters': '"\\x00\\x1b[2J\\u202e"',
  'not a number': 'float("nan")',
  infinity: '-float("inf")',
  'an integer of 100,000 digits': '1 << 330_000',
  'an integer key of 100,000 digits': '{1 << 330_000: 1}',
  'a decimal beyond all floats': '__import__("decimal").Decimal("1e999999")',
  'a fraction beyond all floats': '__import__("fractions").Fraction(10 ** 5000, 3)',
  'signalling not-a-number': '__import__("decimal").Decimal("sNaN")',
  'a complex number': '1j',
  'a cycle': 'cycle',
  'too deep a list': 'deep',
  'a hundred thousand keys': '{str(i): i for i in range(100_000)}',
  'a text of 5 MB': '"x" * 5_000_000',
  'bytes that are no text': 'bytes(range(256))',
  'a function': 'len',
  'a class': 'int',
  'a module': '__import__("json")',
  'a generator': '(i for i in range(3))',
  'an iterator without end': '__import__("itertools").count()',
  'a coroutine': 'coroutine()',
  Ellipsis: '...',
  'an exception': 'ValueError("\\ud800")',
  'a tag of our own': '{"$int": "not digits"}',
  'a tag with a huge text': '{"$int": "9" * 100_000}',
  'a prototype': '{"__proto__": {"answer": 1}, "constructor": {"prototype": 1}}',
  'an object whose text raises': 'Odd("str")',
  'an object whose text is no text': 'Odd(5)',
  'an object whose text exits': 'Odd("exit")',
  'a text that is more': 'Text("x")',
  'an integer that is more': 'Whole(5)',
  'a dictionary that lies': 'Lies()',
  'a list that never ends': 'Endless()',
  'something like an array that raises': 'ArrayLike()',
  'a type with a strange name': 'type("\\ud800", (), {})()',
  'an enumeration of itself': 'Ring.a',
};

const PRELUDE = `
import enum, sys, os, json
class Odd:
    def __init__(self, how): self.how = how
    def __str__(self):
        if self.how == "exit": os._exit(7)
        if self.how == "str": raise KeyboardInterrupt
        return self.how
    __repr__ = __str__
class Text(str):
    def __str__(self): raise ValueError("no text")
    def encode(self, *_): raise ValueError("no bytes")
class Whole(int):
    def __int__(self): raise ValueError("no integer")
    def __index__(self): return "x"
class Lies(dict):
    def items(self): return [(1, 2, 3)]
    def __len__(self): return -1
class Endless(list):
    def __iter__(self):
        while True: yield self
class ArrayLike:
    dtype = "x"
    def tolist(self): return self
class Ring(enum.Enum):
    a = "\\ud800"
async def coroutine(): pass
cycle = []
cycle.append(cycle)
deep = []
for _ in range(5000): deep = [deep]
`;

/** How a value leaves a workflow. */
const WAYS: Record<string, string> = {
  'is the answer': 'return {"answer": VALUE}',
  'is what is returned': 'return VALUE',
  'lies beside the answer': 'return {"answer": 1, "note": VALUE}',
  'is a key': 'return {VALUE: 1, "answer": 1}',
  'is printed': 'print(VALUE)\n    return {"answer": 1}',
  'is raised': 'raise Exception(VALUE)',
  'is handed to execute_code': 'return {"answer": agent.execute_code(VALUE)}',
  'is the time of execute_code': 'return {"answer": agent.execute_code("1", timeout=VALUE)}',
  'is a message': 'return {"answer": agent.call_llm([{"role": "user", "content": VALUE}])}',
  'is any argument':
    'agent.extract_answer_str(VALUE)\n    return {"answer": agent.call_json_format_llm(VALUE, return_dict_keys=VALUE)}',
  'is an entry point': 'return {"answer": agent.test_on_public_test(VALUE, VALUE, VALUE)}',
};

describe.each(Object.entries(VALUES))('%s', (_, value) => {
  it.each(Object.entries(WAYS))('that %s is not our fault', async (_, way) => {
    const code = `${PRELUDE}\ndef workflow(agent, task):\n    ${way.replaceAll('VALUE', value)}\n`;
    const executor = fakeExecutor(() => '5');
    const run = await runWorkflow({
      code,
      item: { id: 'i', input: 'Q', publicTests: ['assert True'] },
      kind: 'answer',
      executor,
      sandbox,
      limits: { wallMs: 3000, cpuMs: 1500 },
    });
    if (run.failure !== undefined) expect(isMissing(run.failure.kind), run.failure.message).toBe(false);
    expect(run.stdout.isWellFormed()).toBe(true);
    expect(run.failure?.message.isWellFormed() ?? true).toBe(true);
  });
});

describe('in a program that a workflow runs', () => {
  it.each(Object.entries(VALUES))('%s is not our fault', async (_, value) => {
    const inner = `${PRELUDE}\ndef solution():\n    print(${value})\n    return ${value}\n`;
    const code = `def workflow(agent, task):\n    return {"answer": agent.execute_code(${JSON.stringify(inner)})}`;
    const run = await runWorkflow({
      code,
      item: { id: 'i', input: 'Q' },
      kind: 'answer',
      executor: fakeExecutor(() => '5'),
      sandbox,
      limits: { wallMs: 5000, cpuMs: 1500 },
    });
    if (run.failure !== undefined) expect(isMissing(run.failure.kind), run.failure.message).toBe(false);
  });
});
