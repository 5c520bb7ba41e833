import { describe, expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { readSettings } from './settings.ts';
import { settledStart, startWorkflows } from './starts.ts';

const task = fakeTask();

test('however the list is given, a run is known by one form of it', () => {
  for (const start of [
    'direct,chain_of_thought',
    ' direct , chain_of_thought',
    ['direct', 'chain_of_thought'],
    ['direct,chain_of_thought', 'direct'],
  ]) {
    expect(readSettings({ start }).start).toBe('direct,chain_of_thought');
  }
  expect(readSettings({}).start).toBe('auto');
});

describe('settledStart', () => {
  test.each([
    ['auto', 'full', 'answer', 'direct,chain_of_thought_text,program_of_thought_text'],
    ['auto', 'full', 'code', 'direct'],
    ['auto', 'compact', 'answer', 'direct'],
    ['mine.py,auto,direct', 'full', 'answer', 'mine.py,direct,chain_of_thought_text,program_of_thought_text'],
    ['none', 'full', 'answer', 'none'],
  ] as const)('%s with the %s prompt, for a task of kind %s, is %s', (start, prompt, kind, settled) => {
    expect(settledStart({ start, prompt }, { ...task, kind })).toBe(settled);
  });

  test('auto is direct where a model judges', () => {
    const scorer = { ...task.scorer, needsJudge: true };
    expect(settledStart({ start: 'auto', prompt: 'full' }, { ...task, scorer })).toBe('direct');
  });
});

describe('startWorkflows', () => {
  test('takes examples by name and files by path, in their order', async () => {
    const starts = await startWorkflows('self_consistency,examples/workflows/direct.py', task);
    expect(starts.map(({ label }) => label)).toEqual(['self_consistency', 'examples/workflows/direct.py']);
    for (const { code } of starts) expect(code).toContain('def solver');
  });

  test.each(['direct', 'chain_of_thought', 'self_refine'])(
    '%s asks for a program where the answer is one',
    async (name) => {
      const [start] = await startWorkflows(name, { ...task, kind: 'code' });
      expect(start).toMatchObject({ label: name, code: expect.stringMatching(/def solver\(agent, task, entry_point/) });
    },
  );

  test('none is none, and none beside others is a mistake', async () => {
    expect(await startWorkflows('none', task)).toEqual([]);
    await expect(startWorkflows('none,direct', task)).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    );
  });

  test('a name that there is not is told with those that there are', async () => {
    await expect(startWorkflows('directt', task)).rejects.toThrow(
      expect.objectContaining({
        code: 'invalid-option',
        hint: expect.stringContaining('chain_of_thought'),
      }),
    );
  });
});
