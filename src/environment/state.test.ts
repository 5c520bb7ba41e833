import { describe, expect, it, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { stateMessages } from './prompt.ts';
import { type HistoryEntry, advance, bestEntries, initialState } from './state.ts';

const task = fakeTask();
const start = entry(0, 0.4);

function entry(turn: number, accuracy: number | null): HistoryEntry {
  return {
    candidateId: `r/t${turn}`,
    turn,
    code: `code ${turn}`,
    completion: turn === 0 ? null : `words ${turn}`,
    accuracy,
    feedback: `feedback ${turn}`,
  };
}

function play(scores: readonly (number | null)[], policy: Parameters<typeof advance>[3]) {
  return scores.reduce<ReturnType<typeof initialState>>(
    (state, score, index) => advance(state, index + 1, score === null ? undefined : entry(index + 1, score), policy),
    initialState(task, [], [start]),
  );
}

describe('advance', () => {
  it('goes on from the last workflow, or from the best', () => {
    expect(play([0.6, 0.5], { horizon: null, selection: 'last' }).current?.turn).toBe(2);
    expect(play([0.6, 0.5], { horizon: null, selection: 'best' }).current?.turn).toBe(1);
  });

  it('knows which workflow advanced it last', () => {
    expect(play([0.5], { horizon: null, selection: 'best' }).previousId).toBe('r/t1');
  });

  it('stays where it is when no candidate of a turn could be scored', () => {
    const state = play([0.5, null], { horizon: null, selection: 'last' });
    expect(state).toMatchObject({
      previousId: 'r/t1',
      current: { turn: 1 },
    });
  });

  it('cuts the history at the horizon', () => {
    const state = play([0.9, 0.5, 0.6], { horizon: 2, selection: 'last' });
    expect(state.history.map(({ turn }) => turn)).toEqual([2, 3]);
    expect(state).toMatchObject({ resetAt: 2 });
  });
});

test.each<[string, number | null, (number | null)[], [string, string | null]]>([
  ['the first state has none before it', null, [], ['t01', null]],
  ['a state follows the one before it', null, [0.5, 0.6], ['t03', 't02']],
  ['also where nothing could be scored', null, [null], ['t02', 't01']],
  ['the horizon begins a trajectory', 2, [0.5, 0.6], ['t03', null]],
  ['which the next state goes on with', 2, [0.5, 0.6, 0.7], ['t04', 't03']],
])('%s', (_, horizon, scores, [id, parentId]) => {
  expect(play(scores, { horizon, selection: 'last' })).toMatchObject({ id, parentId });
});

describe('initialState', () => {
  it('shows all workflows that the search starts from and goes on from the first with the best score', () => {
    const starts = [0.2, 0.6, 0.6, null].map((accuracy, slot) => ({
      ...entry(0, accuracy),
      candidateId: `r/t00c${slot}`,
    }));
    const state = initialState(task, [], starts);
    expect(state).toMatchObject({
      current: starts[1],
      previousId: 'r/t00c1',
    });
    expect(state.history).toEqual(starts);
    expect(initialState(task, [])).toMatchObject({
      history: [],
      current: undefined,
      previousId: null,
    });
  });

  it('is the first message of the conversation, however many turns follow', () => {
    const limits = { maxCalls: 64, maxMinutes: 5 };
    const state = initialState(task, [], [entry(0, 0.6), { ...entry(0, 0.2), code: 'other start' }]);
    const next = advance(state, 1, entry(1, 0.9), { horizon: null, selection: 'best' });
    const [before, after] = [stateMessages(state, 'all', limits), stateMessages(next, 'all', limits)];
    expect(after.slice(0, 2)).toEqual(before);
    expect(before[1]!.content).toContain('other start');
    expect(after).toHaveLength(4);
  });
});

describe('bestEntries', () => {
  it('gives the best ones, the current one last', () => {
    const state = play([0.6, 0.9, 0.7, 0.5], { horizon: null, selection: 'last' });
    expect(bestEntries(state, 3).map(({ turn }) => turn)).toEqual([3, 2, 4]);
    expect(bestEntries(state, 1).map(({ turn }) => turn)).toEqual([4]);
  });
});

describe('stateMessages', () => {
  const limits = { maxCalls: 64, maxMinutes: 5 };

  it('is a conversation for the context all: own actions are assistant turns, so turns share their prefix', () => {
    const early = stateMessages(play([], { horizon: null, selection: 'last' }), 'all', limits);
    const late = stateMessages(play([0.5, 0.6], { horizon: null, selection: 'last' }), 'all', limits);
    expect(late.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user', 'assistant', 'user']);
    expect(late.slice(0, 2)).toEqual(early);
    expect(late[2]!.content).toBe('words 1');
    expect(late[3]!.content).toContain('feedback 1');
  });

  it('begins anew with the current workflow after the horizon', () => {
    const messages = stateMessages(play([0.5, 0.6], { horizon: 2, selection: 'last' }), 'all', limits);
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(messages[1]!.content).toContain('code 2');
    expect(messages[1]!.content).not.toContain('code 1');
  });

  it('is one message for the other contexts', () => {
    const state = play([0.9, 0.6, 0.5], { horizon: null, selection: 'last' });
    expect(stateMessages(state, 'last', limits)[1]!.content).not.toContain('code 2');
    const best = stateMessages(state, 'best-k', limits)[1]!.content;
    expect(best.indexOf('code 1')).toBeLessThan(best.indexOf('code 3'));
    expect(best).toContain('turn 3 (start from this one)');
  });

  it('never fills a hole that a model wrote', () => {
    const state = initialState(task, [], [{ ...start, code: '{{description}}' }]);
    expect(stateMessages(state, 'last', limits)[1]!.content).toContain('{{description}}');
  });

  it('tells of public tests for code tasks alone', () => {
    const system = (kind: 'answer' | 'code') =>
      stateMessages(initialState({ ...task, kind }, []), 'last', limits)[0]!.content;
    expect(system('code')).toContain('test_on_public_test');
    expect(system('code')).toContain('workflow(agent, task: str, entry_point: str)');
    expect(system('answer')).not.toContain('test_on_public_test');
  });
});
