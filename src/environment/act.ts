import { first } from '../base/lists.ts';
import type { Message } from '../model/contract.ts';
import { type Action, sampleActions } from './action.ts';
import { openCandidate } from './candidate.ts';
import type { Candidate, EnvironmentOptions, Submitted } from './contract.ts';
import { withHints } from './hint.ts';
import { isOverflow, stateTooLong } from './overflow.ts';
import { selfCorrect } from './self-correction.ts';
import type { State } from './state.ts';

/** Sample numbers of the meta-agent: every turn has a thousand of its own, so that equal states give new actions. */
const SAMPLES_A_TURN = 1_000;

/**
 * Samples m actions from one state and corrects each, side by side; what persons submitted is tried beside them.
 * @throws {W4sError} `prompt-too-long`
 */
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
  const submitted = (await options.submissions?.(state, turn, count)) ?? [];
  // All settle before an error is passed on, so that none goes on in the dark.
  const settled = await Promise.allSettled([
    ...actions.map((action, slot) => correct(options, state, action, turn, slot)),
    ...submitted.map((one) => tryOnce(options, one, turn)),
  ]);
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
  const { place, trial, propose } = openCandidate(options, turn, slot);
  const proposal = await selfCorrect({
    action,
    trial,
    maxRepairs: options.maxRepairs,
    repair: options.prompt.repair,
    resample: async (messages) => first(await sample(options, messages, turn * SAMPLES_A_TURN + slot, 1, place.id)),
    onAttempt: (attempt, index) => options.recorder.attempt({ ...place, state }, attempt, index),
  });
  return propose(proposal, { parentId: state.current?.candidateId ?? null, writtenBy: null });
}

/** A person's program has its trial like any other; nobody repairs it. */
async function tryOnce(
  options: EnvironmentOptions,
  { code, slot, parentId, by }: Submitted,
  turn: number,
): Promise<Candidate> {
  const { trial, propose } = openCandidate(options, turn, slot);
  const problem = await trial(code);
  const tried = problem === null ? { code, rawCode: null } : { code: null, rawCode: code };
  return propose({ ...tried, problem, attempts: [], analysis: '' }, { parentId, writtenBy: by });
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
