import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { IdeaForm } from '../environment/index.ts';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type FakeModel, fakeModel } from '../model/testing.ts';
import { openStore } from '../store/index.ts';
import { buildDataset, collect } from './index.ts';

const folder = temporaryFolders();
const task = fakeTask({ validation: 4 });

/** Programs by slot: one that works, one that needs a repair. */
const writer = (): FakeModel =>
  fakeModel(({ messages }, sample) => {
    const isRepair = messages.at(-1)!.content.includes('failed:');
    const body = sample % 1_000 === 0 || isRepair ? 'return {"answer": "1"}' : 'return answer';
    return `An idea.\n\`\`\`python\ndef workflow(agent, task):\n    ${body}\n\`\`\``;
  });

async function rowsWith(ideas: IdeaForm) {
  const store = join(folder(), 'store.db');
  const meta = writer();
  const executor = fakeModel(() => '?');
  const { runs } = await collect({
    store,
    meta,
    executor,
    tasks: [task],
    ideas,
    episodes: 1,
    candidates: 2,
    config: {},
  });
  const opened = await openStore(store);
  const { rows } = await buildDataset(opened, { runs: runs.map(({ run }) => run) });
  await opened.close();
  return { asked: meta.calls.map(({ messages }) => messages.map(({ content }) => content).join('\n')), rows };
}

test('each workflow is told an idea of its own, and training reads the prompts of a search without ideas', async () => {
  const [told, plain] = [await rowsWith('shown'), await rowsWith('off')];
  const ideas = told.asked.map((text) => /on one idea: (.*)/.exec(text)?.[1]);
  expect(ideas.every((idea) => idea !== undefined)).toBe(true);
  expect(new Set(ideas).size).toBe(4);
  expect(plain.asked.join('\n')).not.toContain('on one idea');
  const facts = ({ rows }: typeof told) =>
    rows.map(({ id, kind, reward, messages }) => ({ id: id.split('/').at(-1), kind, reward, messages }));
  expect(facts(told)).toEqual(facts(plain));
  expect(told.rows.map(({ kind }) => kind)).toContain('repair');
});
