import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Task, TaskItem } from '../../../task/contract.ts';
import { dataDir, noData } from '../../../../tests/support/test-data.ts';
import { startSim } from '../index.ts';
import { chat, python, taskOf, texts, user } from '../../../../tests/support/sim.ts';
import { RATES, REPAIR_GAIN } from './rates.ts';

const RUN = `
import contextlib, io, json, sys, signal
class Late(BaseException): pass
def late(*_): raise Late()
signal.signal(signal.SIGVTALRM, late)
results = []
for program, test, entry in json.load(sys.stdin):
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 1)
        space = {}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(program + "\\n" + test, space)
            space["check"](space[entry])
        results.append(True)
    except (Exception, Late): results.append(False)
    finally: signal.setitimer(signal.ITIMER_VIRTUAL, 0)
print(json.dumps(results))
`;

function problems(): TaskItem[] {
  const rows = readFileSync(`${dataDir}/humaneval/w4s_test.jsonl`, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, string>);
  return rows.map((row) => ({
    id: row['task_id']!,
    input: row['prompt']!,
    target: row['test']!,
    entryPoint: row['entry_point']!,
    metadata: { reference: row['canonical_solution']! },
  }));
}

describe.skipIf(noData)('programs for HumanEval', () => {
  let items: TaskItem[];
  let tasks: Task[];
  beforeAll(() => {
    items = problems();
    tasks = [taskOf(items, { name: 'humaneval', kind: 'code', metric: 'pass@1' })];
  });

  /** Share of the choices that pass the hidden tests. */
  async function passing(quality: number, ask: (input: string) => string): Promise<number> {
    const sim = await startSim({ tasks, quality, seed: 'programs' });
    const said = await Promise.all(
      items.map(async ({ input }) => texts(await chat(sim.url, { messages: user(ask(input)), n: 3 }))),
    );
    await sim.close();
    const tries = said.flatMap((choices, i) =>
      choices.map((text) => [
        /```python\n([^]*)```/.exec(text)?.[1] ?? '',
        items[i]!.target,
        items[i]!.entryPoint ?? null,
      ]),
    );
    const passed = python<boolean[]>(RUN, tries);
    return passed.filter(Boolean).length / passed.length;
  }

  it("pass at the table's rate, a few more where a mistake does not matter", async () => {
    const share = await passing(1, (input) => `Complete the function. Think step by step.\n${input}`);
    expect(share).toBeGreaterThan(RATES.program.steps - 0.1);
    expect(share).toBeLessThan(RATES.program.steps + 0.1);
  });

  it('nearly always fail when they are meant to', async () => {
    expect(await passing(0, (input) => `Complete the function.\n${input}`)).toBeLessThan(0.1);
  });

  it('get better when shown what failed', async () => {
    const share = await passing(
      1,
      (input) =>
        `<problem>\n${input}\n</problem>\n<program>\ndef f():\n    pass\n</program>\n` +
        '<what_went_wrong>\nAssertionError\n</what_went_wrong>\nThink, then mend it.',
    );
    expect(share).toBeGreaterThan(RATES.program.steps + REPAIR_GAIN - 0.1);
    expect(share).toBeLessThan(RATES.program.steps + REPAIR_GAIN + 0.1);
  });
});

describe('a code task without reference programs', () => {
  it('gets a program that is not right, under the name asked for', async () => {
    const item = {
      id: 'a',
      input: 'def twice(x):\n    """Return x two times."""\n',
      target: 'assert twice(2) == 4',
      entryPoint: 'twice',
    };
    const sim = await startSim({ tasks: [taskOf([item], { kind: 'code' })] });
    const [text] = texts(await chat(sim.url, { messages: user(item.input) }));
    await sim.close();
    expect(text).toContain('def twice(');
    expect(text).toContain('return None');
  });
});
