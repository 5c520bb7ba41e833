import type { EvaluationSummary } from '../../src/evaluate/contract.ts';
import { meanInterval } from '../../src/statistics/index.ts';
import {
  type Store,
  addCandidate,
  createRun,
  evaluationLog,
  finishRun,
  judgeCandidate,
  saveAction,
  saveCall,
  saveFindings,
  saveItems,
  saveSubmission,
  updateRun,
} from '../../src/store/index.ts';
import { openEvents } from '../../src/run/index.ts';
import { noUsage } from '../../src/workflow/index.ts';

export interface PageRunOptions {
  /** Candidates beside the start, two a turn. @default 4 */
  candidates?: number;
  /** @default 6 */
  items?: number;
  /** Stands wherever foreign text may stand: task, names, items, answers, code, replies. @default 'plain' */
  text?: string;
  /** Whether it ended; else it is left as it is at work, without a process. @default true */
  ended?: boolean;
  budgetUsd?: number;
  /** Whether a person wrote the last candidate, and submitted another workflow, which waits. @default false */
  submitted?: boolean;
}

/** A run in a store as a search leaves it, made up from whole numbers, for tests of the page. Returns its id. */
export async function recordRun(store: Store, options: PageRunOptions = {}): Promise<string> {
  const { candidates = 4, items = 6, text = 'plain', ended = true, submitted = false } = options;
  const turns = Math.ceil(candidates / 2) + (ended ? 0 : 1); // one is to come where it has not ended
  const settings = { turns, candidates: 2, validation: items, test: 0, repeats: 1, seed: 7 };
  const config = { task: text, executor: `sim:${text}`, meta: `sim:${text}`, metric: 'accuracy', settings };
  const { id } = await createRun(store, { command: 'optimize', task: text, name: text, config, configHash: 'hash' });
  await updateRun(store, id, { prices: JSON.stringify({ [`sim:${text}`]: null }) });
  const ids = Array.from({ length: items }, (_, i) => `${text}/${i}`);
  await saveItems(store, {
    runId: id,
    split: 'validation',
    items: ids.map((item) => ({ id: item, input: `${text} asks ${item}`, target: `${text} gold` })),
    withTargets: true,
  });
  for (let i = 0; i <= candidates; i++) await recordCandidate(store, { run: id, place: i, ids, text });
  await updateRun(store, id, { winner_id: `${id}/${labelAt(candidates)}` });
  if (submitted) {
    await saveSubmission(store, { runId: id, code: text, parentId: `${id}/t00c0`, by: text });
    const last = `${id}/${labelAt(candidates)}`;
    await store.writer.write((db) => db.updateTable('candidates').set({ written_by: text }).where('id', '=', last));
  }
  const emit = await openEvents(store, id);
  const caps = { budgetUsd: options.budgetUsd ?? null, maxCalls: null };
  await emit('run-started', { task: text, executor: text, meta: text, settings, caps });
  if (ended) await finishRun(store, id, 'done', null, null);
  return id;
}

interface Recorded {
  run: string;
  /** 0 is the start. */
  place: number;
  ids: readonly string[];
  text: string;
}

async function recordCandidate(store: Store, { run, place, ids, text }: Recorded): Promise<void> {
  const label = labelAt(place);
  const id = `${run}/${label}`;
  const [turn, slot] = placeAt(place);
  await addCandidate(store, {
    id,
    run_id: run,
    turn,
    slot,
    parent_id: place === 0 ? null : `${run}/${labelAt(Math.max(0, place - 2))}`,
    status: 'proposed',
    analysis: `${text} analysis of ${label}`,
    code: `def workflow(agent, task):\n    # ${text}\n    return "${label}"\n`,
    raw_code: null,
    code_hash: `hash-${label}`,
    repairs: 0,
    problem: null,
    accuracy: null,
    reward: null,
    feedback: null,
    advanced: 0,
    evaluation_id: null,
    created_at: place,
  });
  if (place > 0) await recordAction(store, run, id, text);
  await saveFindings(store, [
    {
      code_hash: `hash-${label}`,
      run_id: run,
      rule: 'import',
      severity: 'warning',
      line: 2,
      detail: text,
      created_at: 0,
    },
  ]);
  await recordEvaluation(store, { run, id, place, ids, text });
}

async function recordAction(store: Store, run: string, candidate: string, text: string): Promise<void> {
  await saveAction(store, {
    candidate_id: candidate,
    attempt: 0,
    run_id: run,
    state_id: `${run}/t01`,
    parent_state_id: null,
    messages: JSON.stringify([{ role: 'user', content: `${text} state` }]),
    completion: `${text} completion`,
    outcome: 'ok',
    tokens: null,
    logprobs: null,
    model: 'sim',
    prompt_tokens: 10,
    completion_tokens: 5,
    cost_usd: null,
    problem: null,
    created_at: 0,
  });
}

/** Candidate `i` gets the first items right, the more the later it came, and every one item that only it gets wrong. */
export async function recordEvaluation(
  store: Store,
  { run, id, place, ids, text }: Recorded & { id: string },
): Promise<void> {
  const evaluationId = `${id}/validation`;
  const log = evaluationLog(store, run);
  const facts = { workflowHash: `hash-${place}`, label: text, task: text, split: 'validation', phase: 'search' };
  await log.start({ ...facts, evaluationId, candidateId: id, repeats: 1, planned: ids.length });
  const scores = ids.map((itemId, i) => ({ itemId, score: i <= place && i !== place - 1 ? 1 : 0 }));
  await Promise.all(
    scores.map(({ itemId, score }) =>
      log.append(evaluationId, {
        itemId,
        repeat: 0,
        score,
        answer: `${text} answer`,
        note: score === 1 ? undefined : `${text} note`,
        usage: { ...noUsage(), calls: 1, wallMs: 5 },
        stdout: text,
        trace: {
          steps: [
            {
              kind: 'ask',
              at: 0,
              ms: 5,
              n: 1,
              messages: [{ role: 'user', content: `${text} message` }],
              replies: [`${text} reply`],
              outcomes: ['ok'],
              promptTokens: 3,
              completionTokens: 2,
              costUsd: 0.001,
              cached: 0,
              requests: 1,
            },
          ],
          omitted: 0,
        },
      }),
    ),
  );
  const accuracy = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
  const summary: EvaluationSummary = {
    evaluationId,
    split: 'validation',
    accuracy,
    interval: meanInterval(scores),
    n: scores.length,
    planned: scores.length,
    missing: 0,
    missingBy: {},
    unusable: 0,
    skippedByRacing: 0,
    failures: {},
    status: 'complete',
    calls: scores.length,
    callsPerItem: 1,
    tokens: { promptTokens: 3, completionTokens: 2 },
    costUsd: 0.001 * scores.length,
    latencyMs: { p50: 5, p90: 5, p99: 5 },
    wallMs: 5,
  };
  await log.finish(summary);
  await judgeCandidate(store, id, {
    status: 'scored',
    accuracy,
    reward: 0.5,
    feedback: text,
    evaluation_id: evaluationId,
  });
  saveCall(store, run, {
    role: 'executor',
    phase: 'search',
    candidateId: id,
    model: 'sim',
    requests: 1,
    completions: scores.length,
    cachedCompletions: 0,
    promptTokens: 3,
    completionTokens: 2,
    costUsd: 0.001 * scores.length,
    latencyMs: 5,
    at: 0,
  });
}

/**
 * A run of a command that ended without a word when two workflows that were there had been scored, 3 and 1 of 4 items.
 * Returns its id.
 */
export async function recordGiven(store: Store, command: string): Promise<string> {
  const config = {
    task: 'sums',
    executor: 'sim:x',
    label: 'mine.py',
    split: 'validation',
    items: 4,
    workflows: ['a', 'b', 'c'],
  };
  const { id: run } = await createRun(store, { command, task: 'sums', config, configHash: command });
  const ids = ['a', 'b', 'c', 'd'];
  for (const [slot, place] of [4, 0].entries()) {
    const id = `${run}/t00c${slot}`;
    await addCandidate(store, {
      id,
      run_id: run,
      turn: 0,
      slot,
      parent_id: null,
      status: 'proposed',
      analysis: `given-${slot}`,
      code: 'def workflow(agent, task): ...',
      raw_code: null,
      code_hash: 'h',
      repairs: 0,
      problem: null,
      accuracy: null,
      reward: null,
      feedback: null,
      advanced: 0,
      evaluation_id: null,
      created_at: slot,
    });
    await recordEvaluation(store, { run, id, place, ids, text: `given-${slot}` });
    const told = { reward: null, feedback: null, evaluation_id: `${id}/validation` };
    await judgeCandidate(store, id, { status: 'scored', accuracy: place === 4 ? 0.75 : 0.25, ...told });
  }
  return run;
}

function placeAt(place: number): [turn: number, slot: number] {
  return place === 0 ? [0, 0] : [Math.ceil(place / 2), (place - 1) % 2];
}

function labelAt(place: number): string {
  const [turn, slot] = placeAt(place);
  return `t${String(turn).padStart(2, '0')}c${slot}`;
}
