import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeModel } from '../src/model/index.ts';
import { optimize } from '../src/optimize/index.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();

test('what a Python scorer says goes to the meta-agent for validation items, and never for test items', async () => {
  const dir = folder();
  const rows = (split: string) =>
    [0, 1].map((i) => `{"id": "${split}${i}", "input": "${split} ${i}?", "target": "x"}\n`);
  for (const split of ['validation', 'test']) writeFileSync(join(dir, `${split}.jsonl`), rows(split).join(''));
  writeFileSync(
    join(dir, 'task.yaml'),
    'name: said\ndescription: Say x.\nsplits: {validation: validation.jsonl, test: test.jsonl}\nscorer: {python: s.py}\n',
  );
  writeFileSync(
    join(dir, 's.py'),
    'def score(prediction, target, question):\n' +
      '    return {"score": 0.5, "feedback": f"the scorer says: {question} wants {target}"}\n',
  );
  const program = 'def workflow(agent, task):\n    return {"answer": "y"}\n';
  const meta = fakeModel(() => `Because.\n\`\`\`python\n${program}\`\`\``, { id: 'fake:meta' });
  const result = await optimize({
    task: join(dir, 'task.yaml'),
    executor: fakeModel(() => 'y', { id: 'fake:executor' }),
    meta,
    turns: 2,
    store: join(dir, 'store.db'),
    config: {},
  });
  expect(result.best?.test).toMatchObject({ n: 2, accuracy: 0.5 }); // its scorer ran on test items too
  const read = meta.calls.map(({ messages }) => messages.map(({ content }) => content).join('\n')).join('\n');
  expect(read).toContain('Scorer: the scorer says: validation 0? wants x');
  expect(read).not.toContain('test 0?');
});
