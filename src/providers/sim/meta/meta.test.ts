import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSim } from '../index.ts';
import type { SimServer } from '../index.ts';
import { chat, python, texts, user } from '../../../../tests/support/sim.ts';
import { answerWorkflow } from './answer-workflow.ts';
import { codeWorkflow } from './code-workflow.ts';
import { readDesign } from './design.ts';
import { BREAKAGES, REPAIRED } from './rates.ts';

const SYSTEM = 'You design workflows.\n```python\ndef workflow(agent, task: str) -> dict:\n    ...\n```';
const CODE_SYSTEM = SYSTEM.replace('task: str', 'task: str, entry_point: str');
const PROBLEM =
  'Your workflow was tried on one item and failed:\n\nKeyError: question\n\nFind the cause and reply again.';
const COUNT = 100;

/** A world for a workflow without any model: runs it with a stub and says what it returned or raised. */
const TRY = `
import ast, contextlib, io, json, sys, signal
class Late(BaseException): pass
def late(*_): raise Late()
signal.signal(signal.SIGVTALRM, late)
class Agent:
    def call_json_format_llm(self, *, messages, temperature, num_of_response, agent_role, return_dict_keys,
            instructions, model=None):
        if model: asked.append(model)
        text = "def solution():\\n    return 42\\ndef f():\\n    return 42"
        return [{key: text if key == "code" else "42" for key in return_dict_keys} for _ in range(num_of_response)]
    def call_llm(self, *, messages, temperature, num_of_response, agent_role, instructions, model=None):
        if model: asked.append(model)
        return ["so it is 42"] * num_of_response
    def execute_code(self, code): return 42
    def extract_answer_str(self, text): return text.split()[-1]
    def extract_code_block(self, text, entry_point): return "def " + entry_point + "():\\n    return 42"
    def test_on_public_test(self, task, solution, entry_point, test_loop): return {"result": True, "solution": solution}
results = []
for code in json.load(sys.stdin):
    asked = []
    try:
        ast.parse(code)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
        space = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, space)
            args = ["What?", "f"] if "entry_point):" in code else ["What?"]
            value = space["workflow"](Agent(), *args)
        kind = "valid" if isinstance(value, dict) and "42" in str(value.get("answer")) else "wrong-type"
        results.append("other-model" if asked else kind)
    except SyntaxError: results.append("syntax-error")
    except Late: results.append("infinite-loop")
    except Exception: results.append("exception")
    finally: signal.setitimer(signal.ITIMER_VIRTUAL, 0)
print(json.dumps(results))
`;

let sim: SimServer;
beforeAll(async () => {
  sim = await startSim({ seed: 'meta-test' });
});
afterAll(() => sim.close());

async function completions(messages: { role: string; content: string }[], requests = 8): Promise<string[]> {
  const bodies = await Promise.all(
    Array.from({ length: requests }, (_, seed) => chat(sim.url, { model: 'sim-meta', messages, n: COUNT, seed })),
  );
  return bodies.flatMap(texts);
}

function codeOf(completion: string): string | null {
  return /```python\n([^]*)```/.exec(completion)?.[1] ?? null;
}

function outcomesOf(said: readonly string[]): string[] {
  const fenced = said.map(codeOf);
  const tried = python<string[]>(
    TRY,
    fenced.filter((code) => code !== null),
  );
  return said.map((text, i) => {
    if (fenced[i] !== null) return tried.shift()!;
    return text.includes('def workflow') ? 'no-fence' : 'no-code';
  });
}

function shareOf(outcome: string, outcomes: readonly string[]): number {
  return outcomes.filter((one) => one === outcome).length / outcomes.length;
}

describe.each([
  ['answer', SYSTEM],
  ['code', CODE_SYSTEM],
])('workflows for a task of kind %s', (kind, system) => {
  it('run and return a valid answer, but for the documented shares of broken ones', async () => {
    const outcomes = outcomesOf(await completions([{ role: 'system', content: system }, ...user('# Task\nSolve it.')]));
    for (const [breakage, rate] of Object.entries(BREAKAGES)) {
      expect(Math.abs(shareOf(breakage, outcomes) - rate), breakage).toBeLessThan(0.03);
    }
    const sound = 1 - Object.values(BREAKAGES).reduce((sum, rate) => sum + rate, 0);
    expect(Math.abs(shareOf('valid', outcomes) - sound)).toBeLessThan(0.05);
  });

  it('have the signature of the task, come with an analysis and differ', async () => {
    const said = await completions([{ role: 'system', content: system }, ...user('# Task')], 1);
    const programs = said.map(codeOf).filter((code) => code !== null);
    const signature = kind === 'code' ? 'def workflow(agent, task, entry_point)' : 'def workflow(agent, task)';
    expect(programs.every((code) => code.includes(signature))).toBe(true);
    expect(new Set(programs).size).toBeGreaterThan(0.8 * programs.length);
    expect(said.every((text) => text.indexOf('```') !== 0)).toBe(true);
  });
});

describe('designs', () => {
  it('spread over the whole grammar', async () => {
    const said = await completions([{ role: 'system', content: SYSTEM }, ...user('# Task')], 4);
    const designs = said.flatMap((text) => readDesign(text) ?? []);
    expect(new Set(designs.map(({ style }) => style))).toEqual(new Set(['direct', 'steps', 'code', 'code-fallback']));
    expect(new Set(designs.map(({ samples }) => samples))).toEqual(new Set([1, 2, 3, 5, 7]));
    for (const part of ['vote', 'verify', 'retry', 'plainText'] as const) {
      expect(new Set(designs.map((design) => design[part])).size, part).toBe(2);
    }
  });

  it('are written in Python that parses, whichever is drawn', async () => {
    const said = await completions([{ role: 'system', content: SYSTEM }, ...user('# Task, differently')]);
    const designs = said.flatMap((text) => readDesign(text) ?? []);
    const programs = designs.flatMap((design) => [answerWorkflow(design), codeWorkflow(design)]);
    const parse =
      'import ast, json, sys\nprint(json.dumps([ast.parse(code).body[-1].name for code in json.load(sys.stdin)]))';
    expect(new Set(python<string[]>(parse, programs))).toEqual(new Set(['workflow']));
    expect(programs.length).toBeGreaterThan(1_000);
  });
});

describe('a repair request', () => {
  const before = [{ role: 'system', content: SYSTEM }, ...user('# Task\nSolve it.')];

  it('brings the same design without the fault, at the documented rate', async () => {
    const said = await completions(before);
    const failed = said[outcomesOf(said).indexOf('exception')]!;
    const repairs = await completions([...before, { role: 'assistant', content: failed }, ...user(PROBLEM)], 4);
    const outcomes = outcomesOf(repairs);
    expect(Math.abs(shareOf('valid', outcomes) - REPAIRED)).toBeLessThan(0.06);
    const design = readDesign(failed);
    for (const text of repairs) if (codeOf(text) !== null) expect(readDesign(text)).toEqual(design);
  });

  it('brings a program where there was none', async () => {
    const problem = 'Your workflow was tried on one item and failed:\n\nThe completion holds no code block.';
    const repairs = await completions(
      [...before, { role: 'assistant', content: 'I would wait.' }, ...user(problem)],
      1,
    );
    expect(repairs.filter((text) => codeOf(text) !== null).length).toBeGreaterThan(80);
  });

  it('is not seen in feedback with a score', async () => {
    const [program] = (await completions(before, 1)).filter((text) => readDesign(text) !== null);
    const feedback = 'Score (accuracy): 61.0 % on 128 validation items.\nItems without a usable answer: 3 x exception.';
    const next = await completions([...before, { role: 'assistant', content: program! }, ...user(feedback)], 1);
    expect(new Set(next.map((text) => JSON.stringify(readDesign(text)))).size).toBeGreaterThan(30);
  });
});
