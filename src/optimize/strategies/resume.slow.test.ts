import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTask } from '../../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { seededRandom } from '../../base/random.ts';
import { fakeModel } from '../../model/testing.ts';
import { candidatesOf, openStore } from '../../store/index.ts';
import { type OptimizeOptions, type StrategyName, optimize } from '../index.ts';
import { STRATEGIES } from './index.ts';

const folder = temporaryFolders();

/** Writes another program for every prompt and sample. */
const meta = () =>
  fakeModel(
    ({ messages }, sample) => {
      const skill = seededRandom(JSON.stringify(messages), sample)().toFixed(3);
      const call = `agent.call_llm(messages=[{"role": "user", "content": task}], instructions="skill ${skill}")`;
      return `Modification: skill ${skill}\n\`\`\`python\ndef workflow(agent, task):\n    return {"answer": ${call}[0]}\n\`\`\``;
    },
    { id: 'fake:meta', costUsd: 0 },
  );

/** Right as often as the program is skilled. */
const executor = () =>
  fakeModel(
    ({ messages }) => {
      const text = messages.map(({ content }) => content).join('\n');
      const skill = Number(/skill ([\d.]+)/.exec(text)?.[1] ?? 0.3);
      const [, a, b] = /What is (\d+) \+ (\d+)/.exec(text) ?? [];
      return seededRandom(text)() < skill ? String(Number(a) + Number(b)) : '?';
    },
    { id: 'fake:executor', costUsd: 0 },
  );

async function search(strategy: StrategyName, path: string, more: Partial<OptimizeOptions>) {
  const asked = meta();
  const result = await optimize({
    strategy,
    meta: asked,
    guide: strategy === 'guide' ? 'Ask twice.' : undefined,
    executor: executor(),
    task: fakeTask({ validation: 4 }),
    start: 'direct',
    turns: 3,
    candidates: 2,
    test: 0,
    racing: 'off',
    review: 'never',
    config: {},
    store: path,
    ...more,
  });
  const opened = await openStore(path);
  const candidates = await candidatesOf(opened, result.run);
  await opened.close();
  return {
    result,
    asked: asked.calls.map(({ messages, sample }) => JSON.stringify([messages, sample])),
    candidates: candidates.map((one) => [one.turn, one.slot, one.code_hash, one.accuracy, one.reward, one.advanced]),
  };
}

test.each(Object.keys(STRATEGIES) as StrategyName[])(
  'a search by %s that was interrupted ends as the one left alone, and asks for nothing twice',
  async (strategy) => {
    const [one, other] = [join(folder(), 'one.db'), join(folder(), 'other.db')];
    const whole = await search(strategy, one, { maxExecutorCalls: 1_000 });
    expect(whole.result).toMatchObject({ status: 'done', candidates: 6 });
    const cut = await search(strategy, other, { maxExecutorCalls: 13 });
    expect(cut.result.status).toBe('stopped');
    const ended = await search(strategy, other, { maxExecutorCalls: 1_000 });
    expect(ended.result).toMatchObject({ status: 'done', run: cut.result.run });
    expect(ended.candidates).toEqual(whole.candidates);
    expect([...cut.asked, ...ended.asked].toSorted()).toEqual(whole.asked.toSorted());
  },
);
