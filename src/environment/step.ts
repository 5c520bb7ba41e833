import { type EvaluationRequest, type EvaluationSummary, costsOf, evaluate } from '../evaluate/index.ts';
import { first } from '../base/lists.ts';
import { seedOf } from '../base/random.ts';
import { type Finding, upToCode } from '../workflow/index.ts';
import type { Candidate, EnvironmentOptions, MinibatchGate, RunnableCandidate, Transition } from './contract.ts';
import { drawFailing } from './failing-items.ts';
import { neverAsked } from './feedback.ts';
import { type Reward, rewardBy } from './reward.ts';
import { type Judged, mostAccurate } from './judged.ts';

/** No reason to keep a program back: one that computes the answer itself may be right. */
const NEVER_ASKED: Finding = {
  rule: 'no-executor-call',
  severity: 'info',
  line: null,
  detail: 'never called the executor on any item',
};

/**
 * Runs a candidate on the validation items and judges it: v_t, f_t, r_t.
 * @param earlier The candidates of all earlier turns that were scored.
 */
export async function step(
  options: EnvironmentOptions,
  earlier: readonly Judged[],
  candidate: Candidate,
): Promise<Transition> {
  const unjudged = { candidate, evaluation: null, accuracy: null, feedback: null, entry: null };
  if (candidate.code === null) return { ...unjudged, status: 'skipped', reward: 0 };
  const barred = await reviewed(options, candidate);
  if (barred !== undefined) return { ...unjudged, status: barred, reward: null };

  const evaluation = await validate(options, earlier, candidate);
  if (evaluation.status === 'stopped') return { ...unjudged, evaluation, status: 'stopped', reward: null };

  if (neverAsked(evaluation)) await options.recorder.findings(candidate.hash, [NEVER_ASKED]);
  const { accuracy } = evaluation;
  const text = await feedbackOn(options, earlier, candidate, evaluation);
  return {
    candidate,
    evaluation,
    accuracy,
    feedback: text,
    status: accuracy === null ? 'inconclusive' : 'scored',
    reward: rewardOf(options, earlier, candidate, evaluation),
    entry: {
      candidateId: candidate.id,
      turn: candidate.turn,
      code: candidate.code,
      completion: spoken(candidate),
      accuracy,
      feedback: text,
      ...costsOf(evaluation),
    },
  };
}

/** Waits for a person where the program may not be run without one. @returns why it is not to be run */
async function reviewed(
  { review, recorder }: EnvironmentOptions,
  candidate: RunnableCandidate,
): Promise<'held' | 'stopped' | undefined> {
  if (!(await review.holds(candidate))) return undefined;
  await recorder.held(candidate);
  const decision = await review.decision(candidate.hash);
  if (decision === 'stopped') return 'stopped';
  await recorder.reviewed(candidate, decision);
  return decision === 'rejected' ? 'held' : undefined;
}

/** `null` where too little was scored to judge it: missing data, not a bad workflow. */
function rewardOf(
  { objective }: EnvironmentOptions,
  earlier: readonly Judged[],
  { previousId }: Candidate,
  { accuracy, ...evaluation }: EvaluationSummary,
): Reward | null {
  if (accuracy === null) return null;
  const last = earlier.find(({ candidateId }) => candidateId === previousId);
  return rewardBy(objective, { accuracy, ...costsOf(evaluation) }, { earlier, last });
}

function spoken({ attempts }: Candidate): string | null {
  const text = attempts.at(-1)?.action.completion.text;
  return text === undefined ? null : upToCode(text);
}

function validate(
  options: EnvironmentOptions,
  earlier: readonly Judged[],
  { id, turn, slot, code, hash, gate }: RunnableCandidate,
): Promise<EvaluationSummary> {
  const best = mostAccurate(earlier);
  const { recorder, onProgress, racing, executor, validationExecutor = executor } = options;
  return evaluate(
    { ...options, executor: validationExecutor },
    {
      evaluationId: validationOf(id),
      split: 'validation',
      items: options.items,
      workflow: { code, hash },
      label: turn === 0 ? 'start' : `turn ${turn}, candidate ${slot}`,
      race:
        racing === 'off' || best === null
          ? null
          : { evaluationId: validationOf(best.candidateId), accuracy: best.accuracy, rule: racing },
      minibatch: gate === undefined ? null : against(gate, earlier),
      purpose: { role: 'executor', phase: 'search', candidateId: id },
      // A store that fails is told by the next result.
      onFindings: (findings) => void recorder.findings(hash, findings).catch(() => undefined),
      onProgress: (progress) => onProgress?.(id, progress),
    },
  );
}

function against({ rival, ...gate }: MinibatchGate, earlier: readonly Judged[]): EvaluationRequest['minibatch'] {
  const { accuracy } = first(earlier.filter(({ candidateId }) => candidateId === rival));
  return { ...gate, evaluationId: validationOf(rival), accuracy };
}

/** The id of a candidate's evaluation on the validation items. */
export function validationOf(candidateId: string): string {
  return `${candidateId}/validation`;
}

async function feedbackOn(
  options: EnvironmentOptions,
  earlier: readonly Judged[],
  { turn, slot, previousId }: Candidate,
  summary: EvaluationSummary,
): Promise<string> {
  const { task, items, log, golds, seed, prompt, objective } = options;
  return prompt.feedback({
    task,
    summary,
    golds,
    earlier,
    objective,
    previousAccuracy: earlier.find(({ candidateId }) => candidateId === previousId)?.accuracy ?? null,
    bestAccuracy: mostAccurate(earlier)?.accuracy ?? null,
    failing: await drawFailing(log, summary.evaluationId, seedOf('cases', seed, turn, slot)),
    items: new Map(items.map((item) => [item.id, item])),
  });
}
