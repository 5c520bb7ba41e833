import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { ModelError, fakeModel } from '../model/index.ts';
import type { Model } from '../model/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import type { Score } from '../task/contract.ts';
import { type Store, evaluationLog, openStore } from '../store/index.ts';
import {
  type EvaluationRequest,
  type EvaluationSetup,
  createCircuit,
  createGate,
  evaluate,
  inconclusiveBecause,
} from './index.ts';

const CODE = `
def workflow(agent, task):
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}
`;
const task = fakeTask({ validation: 16 });
const items = task.splits.validation!;
const right = fakeModel(({ messages }) => answerTo(messages.at(-1)!.content));

function answerTo(question: string): string {
  const [a, b] = question.match(/\d+/g)!.map(Number);
  return String(a! + b!);
}

let sandbox: Sandbox;
let store: Store;
beforeAll(async () => {
  sandbox = await openSandbox();
  store = await openStore(':memory:');
});
afterAll(async () => {
  await sandbox.close();
  await store.close();
});

let counter = 0;
function run({
  evaluationId = `e${counter++}`,
  code = CODE,
  items: asked = items,
  race,
  ...setup
}: Partial<EvaluationSetup & EvaluationRequest> & { code?: string } = {}) {
  return evaluate(
    {
      task,
      executor: right,
      sandbox,
      gate: createGate(4),
      log: evaluationLog(store, 'r'),
      seed: 0,
      ...setup,
    },
    {
      evaluationId,
      label: 'test',
      workflow: { code, hash: 'h' },
      split: 'validation',
      items: asked,
      race,
      purpose: { role: 'executor', phase: 'eval' },
    },
  );
}

/** Fails the given calls (from 0), answers the others. */
function flaky(fails: (call: number) => boolean, kind: 'server' | 'auth' = 'server'): Model {
  let call = 0;
  return {
    id: 'flaky:m',
    complete: async (request) => {
      if (fails(call++)) throw new ModelError('no answer', { kind, model: 'flaky:m' });
      return right.complete(request);
    },
  };
}

describe('evaluate', () => {
  it('scores items and sums up what they used', async () => {
    const summary = await run();
    expect(summary).toMatchObject({
      status: 'complete',
      accuracy: 1,
      n: 16,
      planned: 16,
      missing: 0,
      calls: 16,
      callsPerItem: 1,
      failures: {},
      costUsd: null,
    });
    expect(summary.interval!.low).toBeGreaterThan(0.7);
  });

  it('counts what the workflow did wrong as 0, by kind', async () => {
    const code =
      'def workflow(agent, task):\n' +
      '    if "What is 0" in task: raise KeyError("x")\n' +
      '    if "What is 1 " in task: return ["no dict"]\n' +
      '    return {"answer": "?"}';
    const summary = await run({ code });
    expect(summary).toMatchObject({ accuracy: 0, n: 16, failures: { exception: 1, 'invalid-answer': 1 } });
  });

  it('tries items again that a provider failed, and leaves them out if it fails again', async () => {
    expect(await run({ executor: flaky((call) => call < 3) })).toMatchObject({
      accuracy: 1,
      n: 16,
      missing: 0,
      status: 'complete',
      failures: {},
    });
    const alwaysDown = {
      id: 'x',
      complete: async (request: Parameters<Model['complete']>[0]) => {
        if (request.messages.at(-1)!.content.includes('What is 7 '))
          throw new ModelError('no', { kind: 'server', model: 'x' });
        return right.complete(request);
      },
    };
    expect(await run({ executor: alwaysDown })).toMatchObject({
      accuracy: 1,
      n: 15,
      missing: 1,
      status: 'complete',
      failures: { provider: 1 },
      missingBy: { 'provider: model-server': 1 },
    });
  });

  it('is inconclusive below the coverage, never a low score', async () => {
    const summary = await run({ executor: flaky(() => true) });
    expect(summary).toMatchObject({
      accuracy: null,
      n: 0,
      missing: 16,
      status: 'inconclusive',
      failures: { provider: 16 },
    });
  });

  it.each([
    ['empty', 16, 'inconclusive'],
    ['filtered', 9, 'inconclusive'],
    ['refused', 8, 'complete'],
  ] as const)('is inconclusive when most replies are of no use: %s, %i of 16', async (outcome, count, status) => {
    let call = 0;
    const executor: Model = {
      id: 'x',
      complete: async (request) => {
        const completion = await right.complete(request);
        return call++ < count ? { ...completion, choices: [{ text: '', outcome, finishReason: null }] } : completion;
      },
    };
    const summary = await run({ executor, gate: createGate(1) });
    expect(summary).toMatchObject({ status, unusable: count, n: 16, accuracy: status === 'complete' ? 0.5 : null });
    expect(inconclusiveBecause(summary)).toBe(
      status === 'complete'
        ? undefined
        : `${count} of 16 replies of the executor were empty, cut off, filtered or refused`,
    );
  });

  it('scores replies that a workflow cut off itself', async () => {
    const cut: Model = {
      id: 'x',
      complete: async (request) => {
        const completion = await right.complete(request);
        return { ...completion, choices: completion.choices.map((choice) => ({ ...choice, outcome: 'truncated' })) };
      },
    };
    expect(await run({ executor: cut })).toMatchObject({ status: 'inconclusive' });
    const code = CODE.replace('}])', '}], max_completion_tokens=16)');
    expect(await run({ executor: cut, code })).toMatchObject({
      status: 'complete',
      unusable: 0,
      accuracy: 1,
    });
  });

  it('runs nothing twice when it goes on', async () => {
    const evaluationId = 'again';
    let admitted = 0;
    const first = await run({
      evaluationId,
      gate: createGate(1),
      admit: () => (admitted++ < 6 ? { end() {} } : undefined),
    });
    expect(first).toMatchObject({ status: 'stopped', n: 6 });
    const counting = fakeModel(({ messages }) => answerTo(messages.at(-1)!.content));
    const second = await run({ evaluationId, executor: counting });
    expect(second).toMatchObject({ status: 'complete', n: 16, accuracy: 1, calls: 16 });
    expect(counting.calls).toHaveLength(10);
    expect(await run({ evaluationId, executor: fakeModel([]) })).toEqual(second);
  });

  it('races: ends when the mean can no longer get above the bar, and says what that saved', async () => {
    const wrong = fakeModel(() => 'wrong');
    const race = { evaluationId: 'best', accuracy: 0.8, rule: 'exact' } as const;
    const summary = await run({ executor: wrong, race, gate: createGate(1) });
    expect(summary).toMatchObject({ status: 'raced', n: 4, skippedByRacing: 12, interval: null });
    expect(wrong.calls).toHaveLength(4);
    expect(await run({ race })).toMatchObject({ status: 'complete', n: 16 });
  });

  it.each([
    ['paired', 16, 'raced'],
    ['exact', 64, 'complete'],
  ] as const)(
    'races by the %s rule on the same items, and estimates what the rest would have been',
    async (rule, n, status) => {
      const many = fakeTask({ validation: 64 });
      const shared = { task: many, items: many.splits.validation!, gate: createGate(1) };
      // The best so far is right on every second item, the candidate on every fourth; both in the same order.
      const every = (k: number) =>
        fakeModel(({ messages }) => {
          const question = messages.at(-1)!.content;
          return Number(/What is (\d+)/.exec(question)![1]) % k === 0 ? answerTo(question) : 'wrong';
        });
      const best = await run({ ...shared, executor: every(2) });
      const summary = await run({ ...shared, executor: every(4), race: { ...best, accuracy: best.accuracy!, rule } });
      expect(best.accuracy).toBe(0.5);
      expect(summary).toMatchObject({ status, n });
      expect(summary.accuracy).toBeCloseTo(0.25, 5);
    },
  );

  it('keeps repeats independent of each other', async () => {
    const asked = fakeModel(({ messages }) => answerTo(messages.at(-1)!.content));
    const summary = await run({ executor: asked, repeats: 3 });
    expect(summary).toMatchObject({ n: 48, planned: 48, accuracy: 1 });
    const samples = asked.calls
      .filter(({ messages }) => messages.at(-1)!.content.includes('What is 5 '))
      .map(({ sample }) => sample);
    expect(new Set(samples).size).toBe(3);
  });

  it('holds to one limit over evaluations side by side', async () => {
    let now = 0;
    let peak = 0;
    const slow: Model = {
      id: 'slow',
      complete: async (request) => {
        peak = Math.max(peak, ++now);
        await new Promise((resolve) => setTimeout(resolve, 50));
        now -= 1;
        return right.complete(request);
      },
    };
    const gate = createGate(3);
    await Promise.all([run({ executor: slow, gate }), run({ executor: slow, gate })]);
    expect(peak).toBe(3);
  });

  it('blames the workflow for an answer that a scorer chokes on', async () => {
    const picky = {
      ...task,
      scorer: { name: 'picky', score: (answer: unknown) => ({ value: (answer as string).endsWith('5') ? 1 : 0 }) },
    };
    const code = 'def workflow(agent, task):\n    return {"answer": [1]}';
    expect(await run({ task: picky, code })).toMatchObject({
      accuracy: 0,
      missing: 0,
      failures: { 'invalid-answer': 16 },
    });
  });

  it.each([
    ['tells', undefined, true],
    ['withholds', false, false],
  ])('%s what a scorer says of a gold that it chokes on', async (_, golds, isTold) => {
    const quoting = {
      name: 'quoting',
      score: (answer: unknown) => {
        if (answer === '') return { value: 0 };
        throw new Error('got no GOLD');
      },
    };
    const evaluationId = `quoting ${golds}`;
    await run({ evaluationId, task: { ...task, scorer: quoting }, golds });
    const [failing] = await evaluationLog(store, 'r').failing(evaluationId, 1);
    expect(failing!.failure!.kind).toBe('invalid-answer');
    expect(failing!.failure!.message.includes('GOLD')).toBe(isTold);
  });

  it.each<[string, () => unknown]>([
    [
      'fails',
      () => {
        throw new Error('no judge');
      },
    ],
    ['gives no score', () => null],
    ['gives a text as the score', () => ({ value: '1' })],
  ])('does not blame the workflow for a scorer that %s', async (_, score) => {
    const broken = { ...task, scorer: { name: 'broken', score: score as () => Score } };
    expect(await run({ task: broken })).toMatchObject({
      accuracy: null,
      status: 'inconclusive',
      failures: { scorer: 16 },
    });
  });
});

describe('circuit', () => {
  it('breaks after failures in a row', async () => {
    let broken: string | undefined;
    const { model } = createCircuit(
      flaky(() => true),
      (error) => (broken = error.code),
      { threshold: 3 },
    );
    await run({ executor: model });
    expect(broken).toBe('model-down');
  });

  it('breaks at once for a wrong key, and not for failures with answers between', async () => {
    const breaks: string[] = [];
    await run({
      executor: createCircuit(
        flaky((call) => call === 5, 'auth'),
        () => breaks.push('auth'),
      ).model,
    });
    await run({
      executor: createCircuit(
        flaky((call) => call % 2 === 0),
        () => breaks.push('server'),
        { threshold: 3 },
      ).model,
      gate: createGate(1),
    });
    expect(breaks).toEqual(['auth']);
  });

  it('does not break for what a candidate asks, as long as a plain question is answered', async () => {
    const breaks: string[] = [];
    const picky = (requestFault: boolean): Model => ({
      id: 'picky',
      complete: async (request) => {
        if (request.messages.length > 1)
          throw new ModelError('no', { kind: 'bad-request', model: 'picky', requestFault });
        return fakeModel(['OK']).complete(request);
      },
    });
    const summary = await run({ executor: createCircuit(picky(true), () => breaks.push('fault')).model });
    expect(summary).toMatchObject({ status: 'complete', accuracy: 0, failures: { exception: 16 } });
    expect(await run({ executor: createCircuit(picky(false), () => breaks.push('down')).model })).toMatchObject({
      status: 'inconclusive',
    });
    expect(breaks).toEqual([]);
  });
});
