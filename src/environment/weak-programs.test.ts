import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { fakeExecutor } from '../workflow/fake-executor.ts';
import { runWorkflow } from '../workflow/run.ts';
import { adviceOn } from '../workflow/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

async function run(code: string) {
  const executor = fakeExecutor(() => '{"answer": "5"}');
  const item = { id: 'i', input: 'Q', target: 1 };
  const { answer, failure } = await runWorkflow({ code, item, kind: 'answer', executor, sandbox });
  return { answer, failure, calls: executor.requests.length };
}

const ASKS = 'agent.call_json_format_llm(task, return_dict_keys=["answer"])[0]["answer"]';

/** Programs of a kind that small models write, and where their meaning is certain. */
describe('a workflow answers that', () => {
  it.each([
    ['returns a text', `def workflow(agent, task):\n    return ${ASKS}`],
    ['is a coroutine', `async def workflow(agent, task):\n    return {"answer": ${ASKS}}`],
    ['does not take the agent', `def workflow(task):\n    return {"answer": ${ASKS}}`],
    ['takes task and agent in the other order', `def workflow(task, agent):\n    return {"answer": ${ASKS}}`],
    [
      'calls the two something else',
      'def workflow(llm, question):\n' +
        '    return {"answer": llm.call_json_format_llm(question, return_dict_keys=["answer"])[0]["answer"]}',
    ],
    [
      'has hints that it does not import',
      `def workflow(agent: Agent, task: str) -> Dict[str, Any]:\n    found: List[str] = [${ASKS}]\n` +
        '    return {"answer": found[0]}',
    ],
    [
      'ends in a demonstration',
      `def workflow(agent, task):\n    return {"answer": ${ASKS}}\n\nagent = Agent()\ntask = "x"\n` +
        'result = workflow(agent, task)\nprint(result["answer"])',
    ],
    [
      'ends in one behind a guard',
      `def workflow(agent, task):\n    return {"answer": ${ASKS}}\n\nif __name__ == "__main__":\n` +
        '    print(workflow(Agent(), "x"))',
    ],
    [
      'has constants and helpers after a demonstration',
      `def workflow(agent, task):\n    return {"answer": of(${ASKS})}\nprint(workflow(agent, "x"))\nK = "5"\n` +
        'def of(x):\n    return K',
    ],
  ])('%s', async (_, code) => {
    expect(await run(code)).toEqual({ answer: '5', failure: undefined, calls: 1 });
  });
});

describe('advice', () => {
  it.each([
    ['agent.ask(task)', /executor is asked by: text = agent.call_llm\(/],
    ['agent(task)', /executor is asked by: text = agent.call_llm\(/],
    ['agent.ask_json(task)', /Write: reply = agent.call_json_format_llm\(/],
    ['agent.run_python("1")', /result = agent.execute_code\(code\)/],
    ['agent.call_llm(task).strip()', /return a list of replies, also of one, so take the first with \[0\]/],
    ['agent.call_llm(task)["answer"]', /take the first with \[0\]/],
    ['"Answer: " + agent.call_llm(task)', /take the first with \[0\]/],
    ['int(agent.call_llm(task))', /take the first with \[0\]/],
    ['__import__("re").findall("x", agent.call_llm(task))', /take the first with \[0\]/],
    ['__import__("json").loads(agent.call_llm(task))', /take the first with \[0\]/],
    ['agent.call_llm(task)[0]["answer"]', /only call_json_format_llm returns dictionaries/],
    ['agent.call_json_format_llm(task)[0].strip()', /reply\["answer"\]/],
    ['agent.call_json_format_llm(task)[0]["steps"]', /keys that return_dict_keys names/],
    ['Agent()', /given the agent, so create none/],
    ['TASK + task', /^A program stands alone: define that name/],
    ['text.strip()', /^No line that ran before assigns that name/],
    ['open("program.py", "w")', /^A program opens no files/],
    ['open("question.txt").read()', /^A program opens no files/],
    ['agent.execute_code(agent.call_llm(task)[0] + "(")', /^What the executor writes need not run/],
    ['re.findall("a", task)', /import re$/],
    ['Counter("a")', /from collections import Counter$/],
    ['__import__("openai")', /no package is needed. Write: text = agent.call_llm/],
    ['__import__("agent")', /no package is needed/],
    ['__import__("nltk")', /Only the standard library/],
    ['__import__("gzip")', /^That module isn't here: do without it\.$/],
    ['__import__("xml.dom.minidom")', /^That module isn't here/],
    ['agent.call_llm(task["question"])', /^`task` is the text of the item/],
    ['agent.call_llm(task.get("question"))', /^`task` is the text of the item/],
    ['agent.call_llm(task.question)', /^`task` is the text of the item/],
    ['agent.call_llm(task)[0]["task"]', /only call_json_format_llm returns dictionaries/],
  ])('%s', async (expression, advice) => {
    const { failure } = await run(`def workflow(agent, task):\n    return {"answer": ${expression}}`);
    expect(adviceOn(failure!)).toMatch(advice);
  });

  it.each(['await agent.call_llm(task)'])('%s', async (expression) => {
    const { failure } = await run(`async def workflow(agent, task):\n    return {"answer": ${expression}}`);
    expect(adviceOn(failure!)).toMatch(/without `await`/);
  });

  it('tells a local name that is not assigned yet from one that was left out', async () => {
    const { failure } = await run(
      'def workflow(agent, task):\n    if not task:\n        text = task\n    return {"answer": text}',
    );
    expect(adviceOn(failure!)).toMatch(/^No line that ran before assigns that name/);
  });

  it('on an answer is given where the program returns none of the right form', async () => {
    const told = async (value: string): Promise<string | undefined> =>
      adviceOn((await run(`def workflow(agent, task):\n    return ${value}`)).failure!);
    expect(await told('{"result": 5}')).toMatch(/^End in/);
    expect(await told('None')).toMatch(/^End in/);
    expect(await told('{"answer": None}')).toBeUndefined();
    expect(await told('{"answer": workflow}')).toBeUndefined();
  });

  it('is silent about what has nothing to do with the agent', async () => {
    for (const line of ['return 1 / 0', 'import socket\n    socket.socket()'])
      expect(adviceOn((await run(`def workflow(agent, task):\n    ${line}`)).failure!)).toBeUndefined();
  });
});
