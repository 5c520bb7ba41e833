import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../base/json.ts';
import { startSim } from '../index.ts';
import type { SimServer } from '../index.ts';
import { chat, python, sums, taskOf, texts, user } from '../../../../tests/support/sim.ts';
import { CHECK, RATES, SLIPS } from './rates.ts';

const COUNT = 600;
const items = sums(COUNT);
const letters = sums(COUNT).map((item, i) => ({
  id: `letter-${i}`,
  input: `${item.input.replace('farmer', 'trader')}\nA) ${i}\nB) ${i + 1}\nC) ${i + 2}\nD) ${i + 3}\nE) none`,
  target: 'ABCDE'[i % 5]!,
}));
const JSON_MODE = { response_format: { type: 'json_object' } };

let sim: SimServer;
beforeAll(async () => {
  sim = await startSim({ tasks: [taskOf(items), taskOf(letters, { name: 'letters' })], seed: 'executor-test' });
});
afterAll(() => sim.close());

/** How the project's own `call_json_format_llm` asks, more or less. */
function asking(keys: readonly string[], input: string, extra = ''): { [key: string]: Json } {
  const system = `Reply with one JSON object. Its keys, in this order: ${JSON.stringify(keys)}.`;
  return {
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: `Task:\n${input}\n${extra}` },
    ],
    ...JSON_MODE,
  };
}

/** Replies as objects; what a slip made unreadable is left out. */
async function replies(body: { [key: string]: Json }, url = sim.url): Promise<Record<string, Json>[]> {
  return texts(await chat(url, body)).flatMap((text) => {
    try {
      return [JSON.parse(text) as Record<string, Json>];
    } catch {
      return [];
    }
  });
}

async function shareRight(ask: (input: string) => { [key: string]: Json }, of = items, url = sim.url): Promise<number> {
  const right = await Promise.all(
    of.map(async ({ input, target }) => {
      const [reply] = await replies({ ...ask(input), seed: 1 }, url);
      return reply?.['answer'] === undefined ? [] : [String(reply['answer']) === String(target)];
    }),
  );
  return right.flat().filter(Boolean).length / right.flat().length;
}

describe('the rate of right answers', () => {
  it.each([
    ['number', 'direct', ['answer']],
    ['number', 'steps', ['reasoning', 'answer']],
    ['choice', 'direct', ['answer']],
    ['choice', 'steps', ['thinking', 'answer']],
  ] as const)('%s, asked %s, is that of the table', async (form, style, keys) => {
    const share = await shareRight((input) => asking(keys, input), form === 'number' ? items : letters);
    expect(Math.abs(share - RATES[form][style])).toBeLessThan(0.065);
  });

  it('hears "step by step" without a key for it', async () => {
    const share = await shareRight((input) => asking(['answer'], input, 'Think step by step.'));
    expect(Math.abs(share - RATES.number.steps)).toBeLessThan(0.065);
  });

  it('does not depend on the temperature', async () => {
    const share = await shareRight((input) => ({ ...asking(['reasoning', 'answer'], input), temperature: 0 }));
    expect(Math.abs(share - RATES.number.steps)).toBeLessThan(0.065);
  });

  it('scales with quality', async () => {
    const weak = await startSim({ tasks: [taskOf(items)], quality: 0.5 });
    const share = await shareRight((input) => asking(['reasoning', 'answer'], input), items, weak.url);
    await weak.close();
    expect(Math.abs(share - RATES.number.steps / 2)).toBeLessThan(0.065);
  });

  it.each([
    ['the right one', 0, CHECK.keeps],
    ['a wrong one', 1, CHECK.mends * RATES.number.steps],
  ] as const)('of a check depends on the earlier answer: %s', async (_, off, rate) => {
    const golds = new Map(items.map(({ input, target }) => [input, target as number]));
    const share = await shareRight((input) =>
      asking(['review', 'answer'], input, `Proposed answer: ${golds.get(input)! + off}\nCheck it.`),
    );
    expect(Math.abs(share - rate)).toBeLessThan(0.065);
  });

  it('rises with a vote', async () => {
    const shares = await Promise.all(
      items.slice(0, 300).map(async ({ input, target }) => {
        const answers = (await replies({ ...asking(['reasoning', 'answer'], input), n: 9, seed: 3 })).map(
          ({ answer }) => String(answer),
        );
        const right = answers.filter((answer) => answer === String(target)).length / answers.length;
        return { right, voted: majority(answers) === String(target) ? 1 : 0 };
      }),
    );
    const single = mean(shares.map(({ right }) => right));
    expect(mean(shares.map(({ voted }) => voted))).toBeGreaterThan(single + 0.03);
    // Items differ: many are nearly always or nearly never answered rightly, which independent errors would not give.
    expect(shares.filter(({ right }) => right < 0.15 || right > 0.85).length / shares.length).toBeGreaterThan(0.25);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function majority(answers: readonly string[]): string | undefined {
  const counts = Map.groupBy(answers, (answer) => answer);
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

describe('code answers', () => {
  const RUN = `
import json, sys, signal
def late(*_): raise TimeoutError()
signal.signal(signal.SIGVTALRM, late)
results = []
for code in json.load(sys.stdin):
    space = {}
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.2)
        exec(code, space)
        results.append(space["solution"]())
    except Exception as error:
        results.append(type(error).__name__)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
print(json.dumps(results))
`;

  it("are programs; they run to the right number at the table's rate, some crash, few loop", async () => {
    const asked = await Promise.all(
      items.map(async ({ input }) => (await replies(asking(['reasoning', 'code'], input)))[0]?.['code'] ?? 'fail()'),
    );
    const results = python<Json[]>(RUN, asked);
    const share = results.filter((result, i) => result === items[i]!.target).length / COUNT;
    expect(Math.abs(share - RATES.number.code)).toBeLessThan(0.075);
    const crashes = results.filter((result) => typeof result === 'string').length / COUNT;
    expect(crashes).toBeGreaterThan(0.02);
    expect(crashes).toBeLessThan(0.12);
  });

  it.each([0, -9867630, 3244047.0999999996, 0.0016791648, -0.5, 9281000000000, 'D', 'Pakistanis and "Filipinos"'])(
    'give %j exactly',
    async (target) => {
      const item = { id: 'x', input: 'What does the well-known riddle of the miller and his geese come to?', target };
      const sure = await startSim({ tasks: [taskOf([item])] });
      const body = { ...asking(['code'], item.input), n: 40, temperature: 1 };
      const codes = (await replies(body, sure.url)).map(({ code }) => String(code));
      await sure.close();
      const results = python<Json[]>(RUN, codes);
      expect(results).toContain(target);
    },
  );

  it('stand in a fence when asked for in words', async () => {
    const body = { messages: user(`Write a Python function solution() for this.\n${items[3]!.input}`) };
    expect(texts(await chat(sim.url, body))[0]).toMatch(/^```python\ndef solution\(\):\n[^]*```$/);
  });
});

describe('the form of a reply', () => {
  it.each([
    ["the keys ['reasoning', 'answer']", ['reasoning', 'answer']],
    ['these keys: "plan", "final_answer"', ['plan', 'final_answer']],
    ['the following fields: `thought` and `answer`', ['thought', 'answer']],
    ['keys: steps, answer.', ['steps', 'answer']],
    ['an object that has "plan" and "answer"', ['plan', 'answer']],
    ['the list ["rationale", "answer"]', ['rationale', 'answer']],
    ['the form {"analysis": "...", "confidence": 0.5, "answer": "..."}', ['analysis', 'confidence', 'answer']],
  ])('has exactly the keys of: reply in JSON with %s', async (form, keys) => {
    const body = { messages: user(`Reply in JSON with ${form}\n${items[5]!.input}`), n: 10 };
    const objects = await replies(body);
    const complete = objects.filter((object) => Object.keys(object).length === keys.length);
    expect(complete.length).toBeGreaterThan(5);
    for (const object of complete) expect(Object.keys(object)).toEqual(keys);
  });

  it('is text where no JSON is asked, with the answer last', async () => {
    const said = texts(
      await chat(sim.url, {
        messages: user(`Think step by step, put the answer in \\boxed{}.\n${items[9]!.input}`),
        n: 20,
      }),
    );
    expect(said.filter((text) => /Final answer: \\boxed\{-?\d+\}$/.test(text)).length).toBeGreaterThan(16);
  });

  it('slips at the documented rates', async () => {
    const request = 'Reply in JSON with the keys "reasoning", "answer".';
    const bodies = await Promise.all(
      items.map(({ input }) => chat(sim.url, { messages: user(`${request}\n${input}`), n: 4 })),
    );
    const choices = bodies.flatMap((body) => body.choices);
    const share = (is: (text: string, finish: string) => boolean) =>
      choices.filter(({ message, finish_reason }) => is(message.content, finish_reason)).length / choices.length;
    const measured = {
      fenced: share((text) => text.startsWith('```json')),
      'trailing-text': share((text) => text.startsWith('{') && text.endsWith('.')),
      'single-quotes': share((text) => text.startsWith("{'")),
      'missing-key': share(
        (text) => text.startsWith('{"') && text.endsWith('}') && Object.keys(JSON.parse(text)).length === 1,
      ),
      empty: share((text) => text === ''),
      truncated: share((_, finish) => finish === 'length'),
    };
    for (const [slip, rate] of Object.entries(SLIPS)) {
      expect(Math.abs(measured[slip as keyof typeof SLIPS] - rate), slip).toBeLessThan(0.012);
    }
  });

  it('never slips out of JSON where the server enforces it', async () => {
    const bodies = await Promise.all(items.map(({ input }) => chat(sim.url, asking(['reasoning', 'answer'], input))));
    const whole = bodies
      .flatMap(({ choices }) => choices)
      .filter(({ finish_reason, message }) => finish_reason === 'stop' && message.content !== '');
    expect(whole.length).toBeGreaterThan(0.95 * COUNT);
    for (const { message } of whole) expect(JSON.parse(message.content)).toBeTypeOf('object');
  });

  it('gives verdicts on earlier answers that are better than chance', async () => {
    const verdicts = await Promise.all(
      items.slice(0, 200).flatMap(({ input, target }) =>
        [0, 3].map(async (off) => {
          const [reply] = await replies(
            asking(['is_correct'], input, `Proposed answer: ${(target as number) + off}. Verify it.`),
          );
          return reply === undefined || reply['is_correct'] === undefined ? [] : [reply['is_correct'] === (off === 0)];
        }),
      ),
    );
    const share = verdicts.flat().filter(Boolean).length / verdicts.flat().length;
    expect(share).toBeGreaterThan(0.68);
    expect(share).toBeLessThan(0.82);
  });

  it('is general, but in form, where no item is known', async () => {
    expect(texts(await chat(sim.url, { messages: user('Which workflow is best?') }))[0]).toContain('general remark');
    const [reply] = await replies(asking(['reasoning', 'answer'], 'Which workflow is best?'));
    expect(Object.keys(reply!)).toEqual(['reasoning', 'answer']);
  });
});

describe('wrong answers', () => {
  it('are other numbers, never within the tolerance of a scorer', async () => {
    const small = { id: 'small', input: 'How large is the very small share of the mill?', target: 0.0016791648 };
    const server = await startSim({ tasks: [taskOf([small])], quality: 0 });
    const answers = (await replies({ ...asking(['answer'], small.input), n: 100 }, server.url)).flatMap(
      ({ answer }) => answer ?? [],
    );
    await server.close();
    expect(answers.length).toBeGreaterThan(80);
    for (const answer of answers) expect(Math.abs(Number(answer) - small.target)).toBeGreaterThan(0.1);
  });

  it('are other letters that stand in the question', async () => {
    const server = await startSim({ tasks: [taskOf(letters)], quality: 0 });
    const answers = await Promise.all(
      letters
        .slice(0, 60)
        .map(async ({ input }) => (await replies(asking(['answer'], input), server.url))[0]?.['answer']),
    );
    await server.close();
    answers.forEach((answer, i) => {
      if (answer !== undefined) expect('ABCDE'.replace(letters[i]!.target, '')).toContain(answer);
    });
    expect(new Set(answers).size).toBeGreaterThan(4);
  });

  it.each([
    [
      'a span',
      'Passage: The Vikings beat the Packers 27 to 13 in Minneapolis.\nQuestion: Who won?\nAnswer:',
      'Vikings|the Vikings',
    ],
    [
      'a formula',
      'Convert the point to polar coordinates, please: it is (0,3).',
      '\\left( 3, \\frac{\\pi}{2} \\right)',
    ],
    ['None', 'The toy costs 4 dollars more than the ball. How much is the bat?', 'None'],
  ])('are not the gold where it is %s', async (_, input, target) => {
    const server = await startSim({
      tasks: [taskOf([{ id: 'one', input, target }], { metric: target.includes('|') ? 'f1' : 'accuracy' })],
      quality: 0,
    });
    const answers = (await replies({ ...asking(['answer'], input), n: 50 }, server.url)).flatMap(
      ({ answer }) => answer ?? [],
    );
    await server.close();
    expect(answers.length).toBeGreaterThan(40);
    for (const answer of answers) expect(target.split('|')).not.toContain(String(answer));
    expect(new Set(answers).size).toBeGreaterThan(1);
  });
});
