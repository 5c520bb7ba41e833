import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Json } from '../../base/json.ts';
import type { CompletionRequest } from '../../model/contract.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { WorkflowInput } from '../../task/contract.ts';
import type { WorkflowRun } from '../contract.ts';
import { fakeExecutor } from '../fake-executor.ts';
import type { FakeReply } from '../fake-executor.ts';
import { runWorkflow } from '../run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

interface Called extends WorkflowRun {
  requests: CompletionRequest[];
}

/** What an expression is worth inside a workflow; an exception as `Type: message`. */
async function call(
  python: string,
  reply: FakeReply | ((request: CompletionRequest) => FakeReply) = '{"answer": 5}',
  item: Partial<WorkflowInput> = {},
): Promise<Called> {
  const executor = fakeExecutor((request) => (typeof reply === 'function' ? reply(request) : reply));
  const code = `
async def later():
    return "Q"
def workflow(agent, task):
    user = [{"role": "user", "content": "Q"}]
    try:
        return {"answer": [${python}]}
    except Exception as error:
        return {"answer": f"{type(error).__name__}: {error}"}
`;
  const run = await runWorkflow({
    code,
    item: { id: 'i', input: 'Q', ...item },
    kind: 'answer',
    executor,
    sandbox,
  });
  return { ...run, requests: executor.requests };
}

async function valueOf(...given: Parameters<typeof call>): Promise<Json> {
  const { answer, failure } = await call(...given);
  if (failure !== undefined) throw new Error(failure.message);
  return Array.isArray(answer) ? answer[0]! : answer!;
}

describe('arguments', () => {
  it.each([
    ['agent.call_llm()', /^TypeError: call_llm\(\) missing required argument: 'messages'/],
    [
      'agent.call_llm(user, temprature=1)',
      /^TypeError: .*argument 'temprature'. Did you mean 'temperature'\? It takes: messages, temperature/,
    ],
    ['agent.call_llm(user, messages=user)', /^TypeError: .*multiple values for argument 'messages'/],
    ['agent.execute_code("1", 2, 3)', /^TypeError: execute_code\(\) takes at most 2 arguments/],
    ['agent.call_llm(5)', /^ValueError: messages must be a list .* got int. Write: text = agent.call_llm\(messages=\[/],
    [
      'agent.call_llm(user, top_p=1)',
      /^TypeError: .*unexpected keyword argument 'top_p'.* Write: text = agent.call_llm\(/,
    ],
    ['agent.call_llm(user, prompt="Q")', /^TypeError: .*multiple values for argument 'messages'/],
    ['agent.call_llm(user, n=2, num_of_response=2)', /^TypeError: .*multiple values for argument 'num_of_response'/],
    [
      'agent.call_json_format_llm()',
      /Write: reply = agent.call_json_format_llm\(.*return_dict_keys=\["answer"\]\)\[0\]$/,
    ],
    ['agent.call_llm([])', /^ValueError: messages must hold at least one/],
    ['agent.call_llm([["Q"]])', /^ValueError: The message at index 0 must be a dictionary, got list/],
    ['agent.call_llm([{"role": "user"}])', /^ValueError: .*missing: content/],
    ['agent.call_llm([{"role": "user", "content": "Q", "name": "x"}])', /^ValueError: .*not known: name/],
    ['agent.call_llm([{"role": "tool", "content": "Q"}])', /^ValueError: 'role' .* got "tool"/],
    ['agent.call_json_format_llm([{"role": "user", "content": 5}])', /^ValueError: 'content' .* got int/],
    ['agent.call_llm(user, temperature="hot")', /^TypeError: temperature must be a number, got str/],
    ['agent.call_llm(user, temperature=3)', /^ValueError: temperature must be between 0 and 2/],
    ['agent.call_llm(user, num_of_response=0)', /^ValueError: num_of_response must be a positive int/],
    ['agent.call_llm(user, num_of_response=True)', /^TypeError: num_of_response must be a number, got bool/],
    ['agent.call_llm(user, num_of_response=1.5)', /^ValueError: num_of_response must be a positive int, got 1.5/],
    ['agent.call_llm(user, num_of_response=10**30)', /^RuntimeError: The item's quota is used up/],
    ['agent.call_llm(user, temperature=float("nan"))', /^ValueError: temperature must be between/],
    ['agent.call_llm(user, **{"constructor": 1})', /^TypeError: .*unexpected keyword argument 'constructor'/],
    ['agent.call_llm([{"role": "constructor", "content": "Q"}])', /^ValueError: 'role'/],
    ['agent.call_llm(user, response_format="xml")', /^ValueError: response_format must be/],
    ['agent.call_llm(user, tools=[{}])', /^ValueError: tools must be None/],
    [
      'agent.call_json_format_llm(user, return_dict_keys=5)',
      /^TypeError: return_dict_keys must be a list of str, got int/,
    ],
    ['agent.ask("Q")', /^AttributeError: agent has no method 'ask'; it has: call_json_format_llm, call_llm/],
    ['agent.answer', /^AttributeError: agent has no method 'answer'/],
    ['agent.llm("Q")', /^AttributeError: agent has no method 'llm'/],
    [
      'agent.call_json_format_llm(user, return_dict_keys=[1])',
      /^TypeError: return_dict_keys\[0\] must be a str, got int/,
    ],
    ['agent.execute_code([5])', /^TypeError: code must be a str, got list/],
    ['agent.execute_code(float("inf"))', /^TypeError: code must be a str, got float/],
    ['agent.execute_code("1", timeout=0)', /^ValueError: timeout must be more than 0/],
    [
      'agent.call_llm([{"role": "user", "content": " "}])',
      /^ValueError: messages must hold at least one message with content/,
    ],
    ['agent.call_llm(user * 1001)', /^ValueError: messages must hold at most 1000 messages, got 1001/],
    [
      'agent.call_llm([{"role": "user", "content": "x" * 4_000_001}])',
      /^ValueError: agent.call_llm got \d+ bytes of arguments, at most/,
    ],
    [
      'agent.call_json_format_llm(user, return_dict_keys=["k"] * 1001)',
      /^ValueError: return_dict_keys must hold at most 1000 keys/,
    ],
    ['agent.call_llm(user, max_completion_tokens=-1)', /^ValueError: max_completion_tokens must be a positive int/],
    ['agent.execute_code("1", timeout=float("nan"))', /^ValueError: timeout must be more than 0/],
    [
      'agent.call_llm([{"role": "user", "content": workflow}])',
      /^ValueError: 'content' of the message at index 0 is "<function workflow at 0x\w+>", which is no text. Call it, /,
    ],
    ['agent.call_json_format_llm(workflow)', /^ValueError: 'content' .* no text. Call it, /],
    ['agent.call_llm(str.upper)', /^ValueError: 'content' .* no text. Call it, /],
    ['agent.call_llm(messages=(one for one in user))', /^ValueError: .* no text. Make a list of it: list\(...\)/],
    ['agent.call_llm(messages=map(str, user))', /^ValueError: .* no text. Make a list of it: list\(...\)/],
    ['agent.call_llm(iter(user))', /^ValueError: .* no text. Make a list of it: list\(...\)/],
    ['agent.call_llm(later())', /^ValueError: .* no text. Put `await` before the call that made it. Write: text = /],
    ['agent.call_llm("Q", instructions=workflow)', /^ValueError: instructions is "<function .* no text. Call it, /],
    ['agent.call_llm(agent)', /^ValueError: .* no text. Make a text of what is in it/],
    ['agent.test_on_public_test("t", "s", "e", 10**9)', /^ValueError: test_loop must be between 0 and 20/],
  ])('%s', async (python, message) => {
    const { answer, requests } = await call(python);
    expect(answer).toMatch(message);
    expect(requests).toEqual([]);
  });

  it.each([
    ['agent.call_llm(user, max_completion_tokens=10**6)', { maxTokens: 32_768 }],
    [
      'agent.call_llm([{"role": "user", "content": ""}, *user])',
      { messages: [expect.anything(), { role: 'user', content: 'Q' }] },
    ],
    [
      String.raw`agent.call_llm([{"role": "user", "content": "a\ud800b"}])`,
      { messages: [expect.anything(), { role: 'user', content: 'a\uFFFDb' }] },
    ],
  ])('%s is taken as what can be asked', async (python, request) => {
    expect((await call(python, 'x')).requests).toMatchObject([request]);
  });

  it.each([
    'agent.execute_code("1", timeout=1e-9)',
    'agent.execute_code("1", timeout=1e300)',
    String.raw`agent.execute_code("'\ud800'")`,
    String.raw`agent.exec_test("'\ud800'", "add")`,
    'agent.extract_answer_str([[]] * 10_000)',
    'agent.extract_code_block({"a": {"$int": "x"}})',
    'agent.call_llm([{"role": "user", "content": {"$float": "?"}}])',
  ])('%s never makes the item missing', async (python) => {
    expect((await call(python, 'x')).failure).toBeUndefined();
  });

  it.each([
    'agent.call_llm("Q", temperature=0.5, num_of_response=2)',
    'agent.call_llm(["Q"], 0.5, 2)',
    'agent.call_llm({"role": "user", "content": "Q"}, 0.5, 2)',
    'agent.call_llm(prompt="Q", temp=0.5, n=2)',
    'agent.call_llm(messages="Q", temperature=0.5, num_responses=2, max_tokens=4096, system_prompt="")',
  ])('%s means what it says', async (python) => {
    const { requests } = await call(python, 'x');
    const { messages } = (await call('agent.call_llm(user)', 'x')).requests[0]!;
    expect(requests).toMatchObject([{ messages, temperature: 0.5, n: 2, maxTokens: 4096 }]);
  });

  it.each([
    'agent.call_llm(user, return_dict_keys=["answer"])[0]["answer"]',
    'agent.call_json_llm(user, keys="answer")[0]["answer"]',
    'agent.call_llm_json("Q", return_dict_keys=["answer"])[0]["answer"]',
  ])('%s asks for a dictionary', async (python) => {
    expect(await valueOf(python)).toBe(5);
  });

  it('bind by position as by name, and None is the default', async () => {
    const byPosition = await call('agent.call_llm(user, 0.5, 2, "judge", "Be kind.")', 'x');
    const byName = await call(
      'agent.call_llm(messages=user, temperature=0.5, num_of_response=2, agent_role="judge", ' +
        'instructions="Be kind.", model=None, tools=None)',
      'x',
    );
    expect(byPosition.requests).toMatchObject(
      byName.requests.map(({ messages, temperature, n }) => ({ messages, temperature, n })),
    );
    expect(byName.requests[0]).toMatchObject({
      temperature: 0.5,
      n: 2,
      maxTokens: 4096,
      responseFormat: 'text',
      sample: 0,
    });
  });
});

describe('call_llm', () => {
  it('tells role and instructions, then the messages', async () => {
    const { answer, requests } = await call('agent.call_llm(user, agent_role="judge", instructions="Be kind.")', 'yes');
    expect(answer).toEqual([['yes']]);
    expect(requests[0]!.messages).toEqual([
      { role: 'system', content: expect.stringMatching(/judge[^]*Be kind\.$/) },
      { role: 'user', content: 'Q' },
    ]);
  });

  it('leaves a conversation with its own system message as it is', async () => {
    const { requests } = await call(
      'agent.call_llm([{"role": "developer", "content": "S"}, {"role": "user", "content": 5}], agent_role="judge")',
      'yes',
    );
    expect(requests[0]!.messages).toEqual([
      { role: 'system', content: 'S' },
      { role: 'user', content: '5' },
    ]);
  });

  it.each(['"json"', '"json_object"', '{"type": "json_object"}'])('gives dictionaries for %s', async (format) => {
    const { answer, requests, usage } = await call(
      `agent.call_llm(user, num_of_response=2, response_format=${format})`,
      ['{"a": 1}', 'no'],
    );
    expect(answer).toEqual([[{ a: 1 }, { JSONDecodeError: 'no' }]]);
    expect(usage.malformed).toBe(1);
    expect(requests[0]).toMatchObject({ responseFormat: 'json', n: 2 });
    expect(requests[0]!.messages[0]!.content).toMatch(/JSON/);
  });

  it('counts what is not a full answer as what it is', async () => {
    const said = [
      { outcome: 'empty' },
      { text: 'cut', outcome: 'truncated' },
      { outcome: 'filtered' },
      { outcome: 'refused' },
      'fine',
    ] as const;
    const { answer, trace } = await call('agent.call_llm(user, num_of_response=5)', [...said]);
    expect(answer).toEqual([['', 'cut', '', '', 'fine']]);
    expect(trace.steps).toMatchObject([{ outcomes: ['empty', 'truncated', 'filtered', 'refused', 'ok'] }]);
  });

  it('asks the pinned executor whatever model is named, and says so once', async () => {
    const { findings, requests } = await call(
      '[agent.call_llm(user, model=name) for name in ("gpt-6-sol", "gpt-6-sol", "fake:executor", "executor")]',
      'x',
    );
    expect(findings).toEqual([
      { rule: 'other-model', severity: 'warning', line: null, detail: expect.stringContaining('gpt-6-sol') },
    ]);
    expect(requests).toHaveLength(4);
  });
});

describe('call_json_format_llm', () => {
  it('asks for the keys in one system message', async () => {
    const { requests } = await call(
      'agent.call_json_format_llm([{"role": "system", "content": "S"}, *user], agent_role="judge", ' +
        'return_dict_keys=["why", "answer"], instructions="Be kind.")',
    );
    expect(requests[0]!.messages).toEqual([
      { role: 'system', content: expect.stringMatching(/judge[^]*JSON[^]*"why", "answer"[^]*Be kind\.\n\nS$/) },
      { role: 'user', content: 'Q' },
    ]);
  });

  it('fills in what is missing and counts it', async () => {
    const said = ['{"why": "b", "answer": 5}', '{"answer": 5}', 'no idea', "{'why': 'x', 'answer': 'y',}"];
    const { answer, usage } = await call(
      'agent.call_json_format_llm(user, num_of_response=4, return_dict_keys=["why", "answer"])',
      said,
    );
    expect(answer).toEqual([
      [
        { why: 'b', answer: 5 },
        { answer: 5, why: 'NO why IN DICTIONARY' },
        { JSONDecodeError: 'no idea', why: 'NO why IN DICTIONARY', answer: 'NO answer IN DICTIONARY' },
        { why: 'x', answer: 'y' },
      ],
    ]);
    expect(usage).toMatchObject({ malformed: 1, missingKeys: 1 });
  });

  it('brings a large integer whole into Python', async () => {
    expect(
      await valueOf('str(agent.call_json_format_llm(user)[0]["answer"] + 1)', '{"answer": 123456789012345678901}'),
    ).toBe('123456789012345678902');
  });
});

describe('execute_code', () => {
  it.each([
    [String.raw`"def solution():\n    return 2 + 3"`, 5],
    [
      String.raw`"def solution():\n    return [1, 2.5, 'x', None, True, {'a': (1, 2)}]"`,
      [1, 2.5, 'x', null, true, { a: [1, 2] }],
    ],
    [String.raw`"Here:\n${'```'}python\ndef solution():\n    return 7\n${'```'}\nDone"`, 7],
    [String.raw`"import math\nx = math.gcd(12, 18)"`, 6],
    [String.raw`"x = 4\nx * 2"`, 8],
    [String.raw`"print(2 + 3)"`, '5'],
    [String.raw`"for i in range(2):\n    print(i)"`, '0\n1'],
    [String.raw`"def solution():\n    print('the answer is 5')"`, 'the answer is 5'],
    [String.raw`"def main():\n    print(6)\nif __name__ == '__main__':\n    main()"`, '6'],
    [String.raw`"def solution():\n    return None"`, null],
    [String.raw`"def solution(x):\n    return x * 2\nprint(solution(4))"`, '8'],
    [String.raw`"def solution(x):\n    return x * 2\nif __name__ == '__main__':\n    print(solution(4))"`, '8'],
    [String.raw`"def solution(x):\n    return x * 2\nsolution(4)"`, 8],
    [String.raw`"import math\nN = 12\ndef total():\n    return math.gcd(N, 18)"`, 6],
    [String.raw`"${'```'}python\ndef total():\n    print(7)\n${'```'}"`, '7'],
    [String.raw`"def total(prices: List[int] = (1, 2)) -> Dict[str, int]:\n    return sum(prices)"`, 3],
    [String.raw`"\n        x = 7\n        y = x + 1\n        y\n    "`, 8],
    [String.raw`"print(6)\nexit()"`, '6'],
    [String.raw`"import sys\ndef main():\n    print(6)\nif __name__ == '__main__':\n    sys.exit(main())"`, '6'],
    [String.raw`"def solution():\n    return 7\nprint(solution())\nexit()"`, 7],
    [String.raw`"x = 10\na, b = divmod(x, 3)\nprint(a + b)"`, '4'],
    [String.raw`"PRICES = [1, 2]\ndef total():\n    return sum(PRICES)"`, 3],
    ['-5', -5],
    ['2.5', 2.5],
    ['3.0', 3],
    ['True', true],
    [String.raw`"while True:\n    break\nmeanwhile = 'open'\nmeanwhile"`, 'open'],
  ])('%s', async (code, value) => {
    expect(await valueOf(`agent.execute_code(${code})`)).toEqual(value);
  });

  it('brings large integers back whole', async () => {
    expect(await valueOf('str(agent.execute_code(3 ** 100) == 3 ** 100)')).toBe('True');
    expect(await valueOf(String.raw`str(agent.execute_code("def solution():\n    return 3 ** 100") == 3 ** 100)`)).toBe(
      'True',
    );
  });

  it.each([
    [
      String.raw`"def solution():\n    return 1 / 0"`,
      /^Exception: Error when executing code: ZeroDivisionError: division by zero/,
    ],
    [String.raw`"def solution(:"`, /^Exception: Error when executing code: SyntaxError/],
    [
      String.raw`"def solution(x, y):\n    return x"`,
      /called without arguments, but it wants x, y.*Expected a program that defines `solution\(\)` without arguments/,
    ],
    [
      String.raw`"def total(x):\n    return x"`,
      /total\(\) is called without arguments, but it wants x.*Expected a program/,
    ],
    [
      String.raw`"x = [2, 1]\nx.sort()"`,
      /^Exception: Error when executing code: the code has no result. Expected a program/,
    ],
    [String.raw`"def a():\n    return 1\ndef b():\n    return 2"`, /the code has no result. Expected a program/],
    [String.raw`""`, /the code has no result. Expected a program/],
    [String.raw`"while True: pass", timeout=0.3`, /^Exception: Error when executing code: .*300 ms/],
    [String.raw`"raise SystemExit(0)"`, /the code has no result. Expected a program/],
    [String.raw`"raise SystemExit(1)"`, /^Exception: Error when executing code: SystemExit/],
  ])('raises for %s', async (code, message) => {
    expect(await valueOf(`agent.execute_code(${code})`)).toMatch(message);
  });

  it('tells what the code tried', async () => {
    const { findings } = await call(String.raw`agent.execute_code("open('/etc/shadow')")`);
    expect(findings).toEqual([
      expect.objectContaining({
        rule: 'audit-open',
        detail: expect.stringMatching(/shadow.*code that the workflow ran/),
      }),
    ]);
  });

  it("can't see the workflow's own names", async () => {
    expect(await valueOf('agent.execute_code("agent")')).toMatch(/NameError/);
  });
});

describe('text tools through the agent', () => {
  const ADD = String.raw`def add(a, b):\n    return a + b`;
  it('extract_answer_str and extract_code_block', async () => {
    expect(await valueOf(String.raw`agent.extract_answer_str("It is \\boxed{\\frac{1}{2}}")`)).toBe(
      String.raw`\frac{1}{2}`,
    );
    expect(await valueOf('agent.extract_answer_str(answer_str=42)')).toBe('42');
    expect(
      await valueOf(
        String.raw`agent.extract_code_block(response="${'```'}python\n${ADD}\n${'```'}", entry_point="add")`,
      ),
    ).toBe('def add(a, b):\n    return a + b');
  });
});

const add = {
  entryPoint: 'add',
  publicTests: ['assert add(1, 2) == 3', '    assert candidate(2, 2) == 4, "two and two"'],
};
const right = String.raw`"def add(a, b):\n    return a + b"`;
const wrong = String.raw`"def add(a, b):\n    return a * b + (a == b)"`;

describe('exec_test', () => {
  it('passes a right program', async () => {
    expect(await valueOf(`agent.exec_test(${right}, "add")`, '', add)).toBe('no error');
  });

  it('tells each failed assertion', async () => {
    expect(await valueOf(`agent.exec_test(solution=${wrong}, entry_point="add")`, '', add)).toEqual([
      {
        test_fail_case: {
          test_case: add.publicTests[0],
          error_type: 'AssertionError',
          error_message: expect.any(String),
          traceback: expect.stringContaining('line'),
        },
      },
      {
        test_fail_case: {
          test_case: add.publicTests[1],
          error_type: 'AssertionError',
          error_message: expect.stringContaining('two and two'),
          traceback: expect.any(String),
        },
      },
    ]);
  });

  it.each([
    [String.raw`"def add(a):\n    return a"`, /TypeError/],
    [String.raw`"def plus(a, b):\n    return a"`, /NameError/],
    [String.raw`"def add(a, b:"`, /SyntaxError/],
    [String.raw`"def add(a, b):\n    raise SystemExit(0)"`, /SystemExit/],
  ])('%s can not be tested', async (solution, message) => {
    expect(await valueOf(`agent.exec_test(${solution}, "add")`, '', add)).toEqual({
      exec_fail_case: expect.stringMatching(message),
    });
  });

  it('only runs the program where there are no public tests', async () => {
    expect(await valueOf(`agent.exec_test(${wrong}, "add")`)).toBe('no error');
    expect(await valueOf(`agent.exec_test("1 / 0", "add")`)).toEqual({
      exec_fail_case: expect.stringContaining('ZeroDivisionError'),
    });
  });

  it('takes no code for a name', async () => {
    expect(await valueOf(`agent.exec_test(${right}, "add; print(1)")`, '', add)).toMatch(/^ValueError: entry_point/);
  });
});

describe('test_on_public_test', () => {
  const fixed = String.raw`{"reflection": "It multiplied.", "code": "def add(a, b):\n    return a + b"}`;

  it('asks nothing for a right program', async () => {
    const { answer, requests } = await call(`agent.test_on_public_test(task, ${right}, "add", 3)`, fixed, add);
    expect(answer).toEqual([
      { result: true, solution: 'def add(a, b):\n    return a + b', feedback: 'no error', count: 0 },
    ]);
    expect(requests).toEqual([]);
  });

  it('lets the executor correct a wrong one', async () => {
    const { answer, requests } = await call(
      `agent.test_on_public_test(task="Add.", solution=${wrong}, entry_point="add", test_loop=3)`,
      fixed,
      add,
    );
    expect(answer).toEqual([
      { result: true, solution: 'def add(a, b):\n    return a + b', feedback: 'no error', count: 1 },
    ]);
    const prompt = requests[0]!.messages.at(-1)!.content;
    for (const part of ['Add.', 'return a * b', 'assert add(1, 2) == 3', 'two and two', '`add`'])
      expect(prompt).toContain(part);
    expect(prompt).not.toContain('{{');
  });

  it('gives up after test_loop corrections and keeps its program where a reply has none', async () => {
    const { answer, requests } = await call(`agent.test_on_public_test(task, ${wrong}, "add", 2)`, 'no', add);
    expect(answer).toEqual([
      {
        result: false,
        solution: expect.stringContaining('a * b'),
        feedback: [expect.anything(), expect.anything()],
        count: 2,
      },
    ]);
    expect(requests.map(({ sample }) => sample)).toEqual([0, 1]);
  });
});
