import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../src/sandbox/contract.ts';
import { openSandbox } from '../src/sandbox/index.ts';
import type { TaskItem } from '../src/task/contract.ts';
import { pythonScorer } from '../src/task/scorers/python-scorer.ts';
import { unitTests } from '../src/task/scorers/unit-tests.ts';
import { fakeExecutor } from '../src/workflow/fake-executor.ts';
import { runWorkflow } from '../src/workflow/run.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox({ backend: 'wasm' });
});
afterAll(() => sandbox.close());

const ADD: TaskItem = {
  id: 'add',
  input: 'Add two numbers.',
  target: 'def check(candidate):\n    assert candidate(20, 22) == 42\n    assert candidate(-1, 1) == 0\n',
  entryPoint: 'add',
  publicTests: ['assert add(1, 2) == 3'],
};

it.each([
  ['def score(prediction, target):\n    return prediction == target', 0],
  ['import difflib\ndef score(p, t): return difflib.SequenceMatcher(None, p, t).ratio()', 0.8],
  ['def score(p, t): return {"score": 0.5, "feedback": "half"}', 0.5],
])('a scorer in Python: %s', async (code, value) => {
  const item = { id: 'q', input: 'Capital of France?', target: 'Paris' };
  expect(await pythonScorer({ code, timeoutMs: 5000 }).score('paris', item, { sandbox })).toMatchObject({ value });
});

it.each([
  ['a right one', 'def add(a, b): return a + b', 1],
  ['one that knows the public test', 'def add(a, b): return 3', 0],
  ['one that ends the process', 'def add(a, b):\n    import os\n    os._exit(0)', 0],
  ['one that looks for what is expected', 'import sys\ndef add(a, b): return sys._getframe(1).f_locals["expected"]', 0],
])('hidden tests judge a solution: %s', async (_, solution, value) => {
  expect(await unitTests({ timeoutMs: 5000 }).score(solution, ADD, { sandbox })).toMatchObject({ value });
});

it('a workflow runs code and public tests', async () => {
  const code = `
def workflow(agent, task):
    computed = agent.execute_code("def solution():\\n    return sum(range(10))")
    wrong = agent.exec_test("def add(a, b): return a", "add")
    right = agent.exec_test("def add(a, b): return a + b", "add")
    try:
        import numpy
    except ModuleNotFoundError as error:
        missing = [error.name, str(error)]
    return {"answer": [computed, wrong[0]["test_fail_case"]["error_type"], right, *missing]}
`;
  const executor = fakeExecutor(() => 'unused');
  const { answer, failure } = await runWorkflow({ code, item: ADD, kind: 'answer', executor, sandbox });
  expect(failure).toBeUndefined();
  expect(answer).toEqual([
    45,
    'AssertionError',
    'no error',
    'numpy',
    "No module named 'numpy' in the sandbox (the standard library's common modules are there)",
  ]);
});
