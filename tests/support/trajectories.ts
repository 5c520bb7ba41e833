import { candidateId, stateId, turnLabel } from '../../src/base/candidate-id.ts';
import type { ChoiceOutcome, Message } from '../../src/model/contract.ts';
import type { EvaluationSummary } from '../../src/evaluate/index.ts';
import {
  type Run,
  type Store,
  addCandidate,
  createRun,
  evaluationLog,
  judgeCandidate,
  markAdvanced,
  saveAction,
} from '../../src/store/index.ts';
import type { CandidateStatus } from '../../src/store/schema.ts';

/** One completion: what it says, and what was wrong with it. */
export interface AttemptFixture {
  completion: string;
  problem?: string;
  outcome?: ChoiceOutcome;
  tokens?: (number | string)[];
  model?: string;
}

export interface CandidateFixture {
  turn: number;
  slot: number;
  /** @default 'scored' */
  status?: CandidateStatus;
  accuracy?: number;
  /** As stored. */
  reward?: number | null;
  advanced?: boolean;
  /** @default false */
  raced?: boolean;
  /** @default one that passed */
  attempts?: AttemptFixture[];
}

export interface RunFixture {
  task: string;
  /** @default 'collect' */
  command?: Run['command'];
  horizon?: number | null;
  simulated?: boolean;
  /** v_0; without it there is no example workflow. */
  start?: number;
  candidates: CandidateFixture[];
}

/** Writes a run through the store's own functions, as the recorder does. @returns its id */
export async function recordRun(
  store: Store,
  { task, command = 'collect', horizon = null, simulated = false, start, candidates }: RunFixture,
): Promise<string> {
  const { id } = await createRun(store, {
    command,
    task,
    config: { task, executor: 'strong', simulated, settings: { horizon } },
    configHash: task,
  });
  const all =
    start === undefined
      ? candidates
      : [{ turn: 0, slot: 0, accuracy: start, reward: 1, advanced: true, attempts: [] }, ...candidates];
  for (const candidate of all) await recordCandidate(store, { run: id, horizon }, candidate);
  return id;
}

/** What the first action of a turn is sampled from: an assistant turn of the history and a question. */
export function messagesOf(turn: number): Message[] {
  const earlier: Message[] = [
    { role: 'user', content: `state ${turn - 1}` },
    { role: 'assistant', content: `action ${turn - 1}` },
  ];
  return [
    { role: 'system', content: 'Write workflows.' },
    ...(turn % 2 === 1 ? [] : earlier),
    { role: 'user', content: `state ${turn}` },
  ];
}

async function recordCandidate(
  store: Store,
  { run, horizon }: { run: string; horizon: number | null },
  fixture: CandidateFixture,
): Promise<void> {
  const { turn, slot, status = 'scored', accuracy = null, reward = null, advanced = false, raced = false } = fixture;
  const id = candidateId(run, turn, slot);
  const begins = (turn - 1) % (horizon ?? Infinity) === 0;
  const attempts = fixture.attempts ?? [{ completion: `answer ${turn}.${slot}` }];
  let messages = messagesOf(turn);
  for (const [index, { completion, problem, outcome = 'ok', tokens, model = 'qwen' }] of attempts.entries()) {
    await saveAction(store, {
      candidate_id: id,
      attempt: index,
      run_id: run,
      state_id: stateId(run, turnLabel(turn)),
      parent_state_id: begins ? null : stateId(run, turnLabel(turn - 1)),
      messages: JSON.stringify(messages),
      completion,
      outcome,
      tokens: tokens === undefined ? null : JSON.stringify(tokens),
      logprobs: null,
      model,
      prompt_tokens: 10,
      completion_tokens: 5,
      cost_usd: null,
      problem: problem ?? null,
      created_at: 0,
    });
    messages = [...messages, { role: 'assistant', content: completion }, { role: 'user', content: `fix: ${problem}` }];
  }
  await addCandidate(store, {
    id,
    run_id: run,
    turn,
    slot,
    parent_id: null,
    status: 'proposed',
    analysis: '',
    code: 'code',
    raw_code: null,
    code_hash: 'hash',
    repairs: Math.max(0, attempts.length - 1),
    problem: null,
    accuracy: null,
    reward: null,
    feedback: null,
    advanced: 0,
    evaluation_id: null,
    created_at: 0,
  });
  if (status !== 'proposed')
    await judgeCandidate(store, id, {
      status,
      accuracy,
      reward,
      feedback: null,
      evaluation_id: raced ? `${id}/validation` : null,
    });
  if (raced) await recordRace(store, run, id);
  if (advanced) await markAdvanced(store, { id, turn });
}

async function recordRace(store: Store, run: string, candidateId: string): Promise<void> {
  const evaluationId = `${candidateId}/validation`;
  const log = evaluationLog(store, run);
  await log.start({
    evaluationId,
    candidateId,
    workflowHash: 'hash',
    label: '',
    task: '',
    split: 'validation',
    phase: 'search',
    repeats: 1,
    planned: 8,
  });
  await log.finish({ evaluationId, status: 'raced' } as EvaluationSummary);
}

const crashed = {
  status: 'skipped' as const,
  reward: 0,
  attempts: [{ completion: 'no program', problem: 'no program found' }],
};

/**
 * A hand-computed run, K = 2, m = 3, v_0 = 0.5. Best so far and v of the turn before in brackets.
 *
 * | turn | c0 | c1 | c2 | rewards |
 * |---|---|---|---|---|
 * | 1 [0.5, 0.5] | 0.6, advances | 0.6, a tie | crashed, and so did its repair | 1, 1, 0 |
 * | 2 [0.6, 0.6] | 0.6, the best again | 0.4 | repaired, 0.7, advances | 0, 0, 1 |
 * | 3 [0.7, 0.7] | crashed | crashed | crashed | 0, 0, 0 |
 * | 4 [0.7, 0.7] | 0.65, advances | 0.3 | held | 0, 0, - |
 * | 5 [0.7, 0.65] | 0.68 | 0.7, the best again, advances | inconclusive | 0.5, 0.5, - |
 * | 6 [0.7, 0.7] | stopped | killed before it was judged | 0.71, cut at the token limit, advances | -, -, 1 |
 */
export const HAND_COMPUTED: RunFixture = {
  task: 'sums',
  horizon: 2,
  start: 0.5,
  candidates: [
    { turn: 1, slot: 0, accuracy: 0.6, reward: 1, advanced: true },
    { turn: 1, slot: 1, accuracy: 0.6, reward: 1 },
    {
      turn: 1,
      slot: 2,
      status: 'skipped',
      reward: 0,
      attempts: [
        { completion: 'bad', problem: 'NameError' },
        { completion: 'worse', problem: 'TypeError' },
      ],
    },
    { turn: 2, slot: 0, accuracy: 0.6, reward: 0 },
    { turn: 2, slot: 1, accuracy: 0.4, reward: 0 },
    {
      turn: 2,
      slot: 2,
      accuracy: 0.7,
      reward: 1,
      advanced: true,
      attempts: [{ completion: 'typo', problem: 'SyntaxError' }, { completion: 'repaired' }],
    },
    { turn: 3, slot: 0, ...crashed },
    { turn: 3, slot: 1, ...crashed },
    { turn: 3, slot: 2, ...crashed },
    { turn: 4, slot: 0, accuracy: 0.65, reward: 0, advanced: true },
    { turn: 4, slot: 1, accuracy: 0.3, reward: 0 },
    { turn: 4, slot: 2, status: 'held' },
    { turn: 5, slot: 0, accuracy: 0.68, reward: 0.5 },
    { turn: 5, slot: 1, accuracy: 0.7, reward: 0.5, advanced: true },
    { turn: 5, slot: 2, status: 'inconclusive', reward: 0 },
    { turn: 6, slot: 0, status: 'stopped' },
    { turn: 6, slot: 1, status: 'proposed' },
    {
      turn: 6,
      slot: 2,
      accuracy: 0.71,
      reward: 1,
      advanced: true,
      attempts: [{ completion: 'a long answer', outcome: 'truncated' }],
    },
  ],
};

/** Rewards of {@link HAND_COMPUTED}'s rows by hand, `tTTcS#attempt`. */
export const HAND_REWARDS: [row: string, reward: number][] = [
  ['t01c0#0', 1],
  ['t01c1#0', 1],
  ['t01c2#0', 0],
  ['t01c2#1', 0],
  ['t02c0#0', 0],
  ['t02c1#0', 0],
  ['t02c2#0', 0],
  ['t02c2#1', 1],
  ['t03c0#0', 0],
  ['t03c1#0', 0],
  ['t03c2#0', 0],
  ['t04c0#0', 0],
  ['t04c1#0', 0],
  ['t05c0#0', 0.5],
  ['t05c1#0', 0.5],
  ['t06c2#0', 1],
];
