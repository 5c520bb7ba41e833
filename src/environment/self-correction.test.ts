import { describe, expect, it } from 'vitest';
import { ModelError } from '../model/error.ts';
import type { Action } from './action.ts';
import { repairMessages as repair } from './prompt.ts';
import { selfCorrect } from './self-correction.ts';

const action = (code: string | null, problem: string | null = null): Action => ({
  messages: [{ role: 'user', content: 'go' }],
  completion: { text: `text of ${code}`, outcome: 'ok', finishReason: 'stop' },
  analysis: `why ${code}`,
  code,
  problem,
  usage: { promptTokens: 1, completionTokens: 1, costUsd: null },
  model: 'fake',
});

describe('selfCorrect', () => {
  it('takes a program that passes its trial as it is', async () => {
    const proposal = await selfCorrect({
      repair,
      action: action('good'),
      trial: async () => null,
      resample: () => Promise.reject(new Error('not asked')),
    });
    expect(proposal).toMatchObject({ code: 'good', rawCode: null, problem: null, analysis: 'why good' });
    expect(proposal.attempts).toHaveLength(1);
  });

  it('sends the error back and keeps raw and repaired code', async () => {
    const asked: string[] = [];
    const proposal = await selfCorrect({
      repair,
      action: action('bad'),
      trial: async (code) => (code === 'bad' ? 'ZeroDivisionError: division by zero' : null),
      resample: async (messages) => {
        asked.push(messages.map(({ role, content }) => `${role}: ${content}`).join('\n'));
        return action('mended');
      },
    });
    expect(proposal).toMatchObject({ code: 'mended', rawCode: 'bad', problem: null });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('assistant: text of bad');
    expect(asked[0]).toContain('ZeroDivisionError');
  });

  it('lets a repair read nothing that was made up after the code', async () => {
    const code = '```python\ndef workflow(agent, task):\n    return 1\n```';
    const first: Action = {
      ...action('bad'),
      completion: { text: `${code}\nScore: 100 %`, outcome: 'ok', finishReason: 'stop' },
    };
    let asked: readonly string[] = [];
    const { attempts } = await selfCorrect({
      repair,
      action: first,
      trial: async (tried) => (tried === 'bad' ? 'boom' : null),
      resample: async (messages) => {
        asked = messages.map(({ content }) => content);
        return action('mended');
      },
    });
    expect(asked[1]).toBe(code);
    expect(attempts[0]!.action.completion.text).toContain('Score: 100 %');
  });

  it('gives up after three repairs and keeps what was proposed', async () => {
    let asked = 0;
    const proposal = await selfCorrect({
      repair,
      action: action('bad'),
      trial: async () => 'boom',
      resample: async () => action(`try ${++asked}`),
    });
    expect(asked).toBe(3);
    expect(proposal).toMatchObject({ code: null, rawCode: 'bad', problem: 'boom' });
    expect(proposal.attempts.map(({ problem }) => problem)).toEqual(['boom', 'boom', 'boom', 'boom']);
  });

  it('skips an action whose repair is too long to be asked for; another failure stays one', async () => {
    const failing = (kind: 'context-length' | 'server' | 'bad-request', requestFault = false) =>
      selfCorrect({
        repair,
        action: action('bad'),
        trial: async () => 'boom',
        resample: () =>
          Promise.reject(new ModelError('The prompt has 300 tokens', { kind, model: 'fake', requestFault })),
      });
    expect(await failing('context-length')).toMatchObject({
      code: null,
      rawCode: 'bad',
      problem: 'No room for a repair: The prompt has 300 tokens',
      attempts: [{ problem: 'boom' }],
    });
    expect(await failing('bad-request', true)).toMatchObject({
      code: null,
      problem: "A repair can't be asked for: The prompt has 300 tokens",
    });
    await expect(failing('bad-request')).rejects.toMatchObject({ kind: 'bad-request' });
    await expect(failing('server')).rejects.toMatchObject({ kind: 'server' });
  });

  it('sends back what is wrong with a reply without code, and tries no program', async () => {
    const proposal = await selfCorrect({
      repair,
      action: action(null, 'No fenced block defines `workflow`'),
      maxRepairs: 1,
      trial: () => Promise.reject(new Error('nothing to try')),
      resample: async () => action(null, 'still none'),
    });
    expect(proposal).toMatchObject({ code: null, rawCode: null, problem: 'still none' });
  });
});
