import type { EventData, EventType, Judged, RunEvent } from '../../src/run/index.ts';

const judged: Judged = {
  candidate: 'r/t01c0',
  turn: 1,
  slot: 0,
  status: 'scored',
  accuracy: null,
  interval: null,
  n: 0,
  reward: null,
  callsPerItem: null,
  skippedByRacing: 0,
};

const settings = { turns: 4, candidates: 1, validation: 100, test: 50, repeats: 1 };

/** What an event says where a test does not. */
const PLAIN = {
  'run-started': { task: 't', executor: 'e', meta: 'm', settings },
  'run-resumed': { task: 't', executor: 'e', meta: 'm', settings },
  'turn-started': { turn: 1, turns: 4, candidates: 1 },
  'candidate-proposed': { candidate: 'r/t01c0', turn: 1, slot: 0, repairs: 0, analysis: '' },
  'candidate-repaired': { candidate: 'r/t01c0', turn: 1, slot: 0, attempt: 0, problem: 'p' },
  'candidate-scored': judged,
} satisfies Partial<EventData>;

/** An event of a run with the given facts, at time 0. */
export function anEvent<Type extends EventType & keyof typeof PLAIN>(
  type: Type,
  data: Partial<EventData[Type]> = {},
): Extract<RunEvent, { type: Type }> {
  return { type, at: 0, data: { ...PLAIN[type], ...data } } as unknown as Extract<RunEvent, { type: Type }>;
}
