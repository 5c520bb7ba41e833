import { elementAt, first } from '../base/lists.ts';
import type { Message } from '../model/contract.ts';
import { type Finding, workflowHash } from '../workflow/index.ts';
import { type Action, sampleActions } from './action.ts';
import { candidateId } from '../base/candidate-id.ts';
import type { Candidate, EnvironmentOptions } from './contract.ts';
import { withHints } from './hint.ts';
import { isOverflow, stateTooLong } from './overflow.ts';
import { selfCorrect } from './self-correction.ts';
import type { State } from './state.ts';
import { createTrial } from './trial.ts';

/** Sample numbers of the meta-agent: every turn has a thousand of its own, so that equal states give new actions. */
const SAMPLES_A_TURN = 1_000;

/** Samples m actions from one state and corrects each, side by side. @throws {W4sError} `prompt-too-long` */
export async function act(
  options: EnvironmentOptions,
  state: State,
  turn: number,
  count: number,
): Promise<Candidate[]> {
  const hints = (await options.hints?.(state, turn)) ?? [];
  const messages = withHints(options.prompt.state(state, options.context, options.limits), hints);
  const actions = await sample(options, messages, turn * SAMPLES_A_TURN, count).catch((error: unknown) => {
    throw isOverflow(error) ? stateTooLong(error, turn, options) : error;
  });
  // All settle before an error is passed on, so that none goes on in the dark.
  const settled = await Promise.allSettled(actions.map((action, slot) => correct(options, state, action, turn, slot)));
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

async function correct(
  options: EnvironmentOptions,
  state: State,
  action: Action,
  turn: number,
  slot: number,
): Promise<Candidate> {
  const { items, recorder } = options;
  const place = { id: candidateId(options.runId, turn, slot), turn, slot };
  const scanned = new Map<string, readonly Finding[]>();
  const trial = createTrial({
    setup: options,
    item: elementAt(items, turn % items.length),
    purpose: { role: 'executor', phase: 'search', candidateId: place.id },
    onScanned: (code, findings) => {
      scanned.set(code, findings);
      return options.review.holds({ turn, hash: workflowHash(code), findings });
    },
  });
  const proposal = await selfCorrect({
    action,
    trial,
    maxRepairs: options.maxRepairs,
    repair: options.prompt.repair,
    resample: async (messages) => first(await sample(options, messages, turn * SAMPLES_A_TURN + slot, 1, place.id)),
    onAttempt: (attempt, index) => recorder.attempt({ ...place, state }, attempt, index),
  });
  const { code } = proposal;
  const facts = { ...proposal, ...place, parentId: state.current?.candidateId ?? null };
  const candidate: Candidate =
    code === null
      ? { ...facts, code, hash: null, findings: [] }
      : { ...facts, code, hash: workflowHash(code), findings: scanned.get(code) ?? [] };
  await recorder.proposed(candidate);
  return candidate;
}

function sample(
  { meta, seed, signal, metaTemperature, metaMaxTokens }: EnvironmentOptions,
  messages: readonly Message[],
  first: number,
  count: number,
  id?: string,
): Promise<Action[]> {
  return sampleActions({
    meta,
    messages,
    count,
    sample: first,
    seed,
    temperature: metaTemperature,
    maxTokens: metaMaxTokens,
    candidateId: id,
    signal,
  });
}
