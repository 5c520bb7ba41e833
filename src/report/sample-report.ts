import { type Proposal, tallyProposals } from '../proposals/index.ts';
import { seededRandom } from '../base/random.ts';
import { type ItemScore, breakEven, pairedDifference, wilsonInterval } from '../statistics/index.ts';
import type { CandidateReport, CandidateStatus, RunReport, SplitScore, TurnReport } from './contract.ts';

const VALIDATION = 128;
const TEST = 500;
const STATUSES: Record<string, CandidateStatus> = {
  '2.1': 'crashed',
  '3.1': 'raced',
  '4.0': 'skipped',
  '5.1': 'raced',
  '6.0': 'held',
};

/** Item runs. */
const RAN: Partial<Record<CandidateStatus, number>> = { scored: VALIDATION, raced: 32 };

const ERRORS: Partial<Record<CandidateStatus, string>> = {
  crashed: "KeyError: 'answer'",
  skipped: 'SyntaxError: invalid syntax (line 4)',
};

const STORED: Partial<Record<CandidateStatus, Proposal['status']>> = {
  crashed: 'skipped',
  skipped: 'skipped',
  held: 'held',
};

/**
 * A whole report of made-up numbers, drawn from a seed, for tests of whatever shows reports. It says that it is
 * simulated, since nothing was run.
 */
export function sampleReport(overrides: Partial<RunReport> = {}): RunReport {
  const turns = rewarded(Array.from({ length: 8 }, (_, i) => turn(i + 1)));
  const [winner, runnerUp] = ranked(turns);
  const [first, better] = [scores(0.62, 'plain', TEST), scores(0.74, 'winner', TEST)];
  const paired = pairedDifference(scores(0.77, 'a', VALIDATION), scores(0.74, 'b', VALIDATION));
  return {
    run: runFacts(),
    turns,
    proposals: proposals(turns),
    start: {
      candidateId: 'candidate-0-0',
      name: 'direct',
      validation: splitScore(78, VALIDATION, 0),
      test: testScore(first),
      costPerItemUsd: 0.00012,
      callsPerItem: 1,
      latencyMs: { p50: 1900, p90: 4100 },
    },
    winner: {
      validation: { accuracy: winner.accuracy, interval: winner.interval, n: winner.n, missing: 0 },
      test: testScore(better),
      costPerItemUsd: 0.000139,
      callsPerItem: winner.callsPerItem,
      latencyMs: winner.latencyMs,
      candidateId: winner.id,
      hash: '9f'.repeat(32),
      gain: pairedDifference(better, first),
    },
    failingItems: failingItems(winner.id, runnerUp.id),
    failures: { exception: 14, timeout: 3, 'invalid-answer': 6, provider: 9 },
    costs: [
      {
        role: 'executor',
        phase: 'search',
        calls: 3120,
        promptTokens: 812_400,
        completionTokens: 402_150,
        costUsd: 0.36315,
      },
      {
        role: 'executor',
        phase: 'test',
        calls: 1700,
        promptTokens: 420_100,
        completionTokens: 215_300,
        costUsd: 0.192195,
      },
      { role: 'meta', phase: 'search', calls: 19, promptTokens: 81_200, completionTokens: 22_700, costUsd: 0.0258 },
      { role: 'judge', phase: 'test', calls: 500, promptTokens: 90_000, completionTokens: 4000, costUsd: null },
    ],
    prices: [
      { model: 'sim:executor', inputUsdPerMillion: 0.15, outputUsdPerMillion: 0.6, source: 'run configuration' },
      { model: 'sim:meta', inputUsdPerMillion: 0.15, outputUsdPerMillion: 0.6, source: 'run configuration' },
      { model: 'sim:judge', inputUsdPerMillion: null, outputUsdPerMillion: null, source: 'no price known' },
    ],
    racing: { skipped: 192, planned: 1664, savedUsd: 0.0312 },
    testLooks: { count: 2, lastRun: 'run-01', lastAt: '2026-03-01T10:31:00.000Z' },
    testOpenings: [{ at: '2026-03-01T10:31:00.000Z', subject: winner.id, items: TEST }],
    winners: null,
    single: null,
    runnerUp: paired === null ? null : { candidateId: runnerUp.id, paired },
    breakEven: breakEven({
      optimisationCostUsd: 0.38895,
      workflow: { accuracy: 0.74, costPerItemUsd: 0.000139 },
      start: { accuracy: 0.62, costPerItemUsd: 0.00012 },
    }),
    ...overrides,
  };
}

function proposals(turns: readonly TurnReport[]): RunReport['proposals'] {
  const candidates = turns.flatMap((one) => one.candidates);
  return tallyProposals(
    candidates.map(({ turn: number, slot, status, repairs, accuracy, callsPerItem, n }) => {
      const [broken, raced] = [status === 'crashed' || status === 'skipped', status === 'raced'];
      return {
        turn: number,
        slot,
        writtenBy: null,
        byPerson: false,
        status: STORED[status] ?? 'scored',
        first: status === 'skipped' ? 'unreadable' : 'passed',
        repairs,
        broken,
        raced,
        accuracy: status === 'scored' ? accuracy : null,
        zero: accuracy === 0,
        calls: (callsPerItem ?? 0) * n,
      };
    }),
  );
}

/** Rewards by the rule: 1 for a new best over the whole history, 0.5 for better than the turn before. */
function rewarded(turns: readonly TurnReport[]): TurnReport[] {
  let [best, last] = [0, 0];
  return turns.map(({ turn: number, candidates }) => {
    const [history, previous] = [best, last];
    const rewardOf = ({ accuracy }: CandidateReport): number => {
      if (accuracy === null) return 0;
      if (accuracy > history) return 1;
      return accuracy > previous ? 0.5 : 0;
    };
    last = Math.max(...candidates.map((one) => (isScored(one) ? one.accuracy : 0)));
    best = Math.max(best, last);
    return {
      turn: number,
      candidates: candidates.map((one) => ({ ...one, reward: one.status === 'held' ? null : rewardOf(one) })),
    };
  });
}

type Scored = CandidateReport & { accuracy: number };

function isScored(one: CandidateReport): one is Scored {
  return one.status === 'scored' && one.accuracy !== null;
}

function ranked(turns: readonly TurnReport[]): [Scored, Scored] {
  const complete = turns.flatMap(({ candidates }) => candidates).filter(isScored);
  const [first, second] = complete.sort((a, b) => b.accuracy - a.accuracy);
  if (first === undefined || second === undefined) throw new Error('Expected two scored candidates');
  return [first, second];
}

function runFacts(): RunReport['run'] {
  return {
    id: 'run-01',
    name: 'gsm-hard, eight turns',
    task: 'gsm-hard',
    metric: 'accuracy',
    executor: 'sim:executor',
    meta: 'sim:meta',
    config: {
      turns: 8,
      candidates: 2,
      horizon: null,
      validation: VALIDATION,
      test: TEST,
      repeats: 1,
      context: 'best-3',
    },
    seed: 0,
    startedAt: '2026-03-01T10:00:00.000Z',
    finishedAt: '2026-03-01T10:33:20.000Z',
    status: 'done',
    stopReason: null,
    simulated: true,
    warnings: [],
  };
}

function turn(number: number): TurnReport {
  return { turn: number, candidates: [0, 1].map((slot) => candidate(number, slot)) };
}

function candidate(number: number, slot: number): CandidateReport {
  const random = seededRandom('candidate', number, slot);
  const status = STATUSES[`${number}.${slot}`] ?? 'scored';
  const n = RAN[status] ?? 0;
  const rate = status === 'raced' ? 0.4 : 0.58 + 0.02 * number + 0.12 * (random() - 0.5);
  const right = Math.round(n * rate);
  const ran = n > 0;
  return {
    id: `candidate-${number}-${slot}`,
    turn: number,
    slot,
    writtenBy: null,
    parentId: number > 1 ? `candidate-${number - 1}-0` : null,
    status,
    accuracy: ran ? right / n : null,
    interval: ran ? wilsonInterval(right, n) : null,
    n,
    reward: null,
    repairs: status === 'skipped' ? 3 : Math.floor(random() * 2),
    costUsd: ran ? 0.00021 * n * (1 + random()) : 0.0008,
    callsPerItem: ran ? 1 + Math.round(4 * random()) : null,
    malformed: ran ? 0 : null,
    latencyMs: ran ? { p50: 1800 + 900 * random(), p90: 5200 } : null,
    code: workflow(number),
    parentCode: number > 1 ? workflow(number - 1) : null,
    analysis: `Asking ${number} times and voting should remove slips in the arithmetic, at ${number} calls an item.`,
    findings: status === 'held' ? [{ kind: 'import', detail: 'imports socket', line: 2 }] : [],
    error: ERRORS[status] ?? null,
    failures: status === 'crashed' ? { exception: 12 } : {},
  };
}

function workflow(votes: number): string {
  return `def workflow(agent, task):
    texts = agent.call_llm(
        messages=[{"role": "user", "content": task + "\\nThink step by step."}],
        temperature=${votes > 1 ? '0.7' : '0.0'},
        num_of_response=${votes},
    )
    answers = [agent.extract_answer_str(text) for text in texts]
    return {"answer": max(set(answers), key=answers.count)}
`;
}

function scores(rate: number, name: string, n: number): ItemScore[] {
  const random = seededRandom('scores', name);
  return Array.from({ length: n }, (_, i) => ({ itemId: `item-${i}`, score: random() < rate ? 1 : 0 }));
}

function testScore(scored: readonly ItemScore[]): SplitScore {
  return splitScore(
    scored.reduce((sum, { score }) => sum + score, 0),
    scored.length,
    2,
  );
}

function splitScore(right: number, n: number, missing: number): SplitScore {
  return { accuracy: right / n, interval: wilsonInterval(right, n), n, missing };
}

function failingItems(winnerId: string, otherId: string): RunReport['failingItems'] {
  return [3, 17, 40].map((number) => ({
    itemId: `gsm-hard-${number}`,
    split: 'validation',
    input:
      `A shop sells ${number} boxes of ${number * 7919} screws each and gives back a tenth. ` +
      'How many screws are sold for good?',
    expected: number * number * 7919 * 0.9,
    attempts: [
      { candidateId: winnerId, answer: number * number * 7919, failure: null, note: 'off by a factor of 1.111' },
      { candidateId: otherId, answer: null, failure: 'timeout', note: null },
    ],
  }));
}
