import { allSettled } from '../base/all-settled.ts';
import { candidateId } from '../base/candidate-id.ts';
import { elementAt, first } from '../base/lists.ts';
import type { Message } from '../model/contract.ts';
import { type Action, sampleActions } from './action.ts';
import { openCandidate } from './candidate.ts';
import type { Candidate, EnvironmentOptions, Question, Submitted } from './contract.ts';
import { followUp } from './follow-up.ts';
import { withHints } from './hint.ts';
import { isOverflow, stateTooLong } from './overflow.ts';
import { type Proposal, selfCorrect } from './self-correction.ts';
import { stopping } from './stopping.ts';

/** Sample numbers of the meta-agent: every turn has a thousand of its own, so that equal states give new actions. */
const SAMPLES_A_TURN = 1_000;

/** Candidates of a turn have fewer slots than this. */
const SLOTS = 101;

/** The place of a candidate in its turn, and what there is of it: an answer, or what an earlier session made of one. */
interface Opening {
  question: Question;
  slot: number;
  from: Action | Proposal;
}

/**
 * Samples the actions of a turn and corrects each, side by side; what persons submitted is tried beside them.
 * @throws {W4sError} `prompt-too-long`, `run-stopping`
 */
export async function act(
  options: EnvironmentOptions,
  questions: readonly Question[],
  turn: number,
): Promise<Candidate[]> {
  const hints = (await options.hints?.(turn)) ?? [];
  const opened = questions.map((question, i) => {
    const messages = withHints(question.messages, hints);
    return open(options, { ...question, messages }, turn, countOf(questions, i));
  });
  const openings = await allSettled(opened);
  const main = first(questions);
  const submitted = (await options.submissions?.(turn, countOf(questions))) ?? [];
  return allSettled([
    ...openings.flat().map((opening) => correct(options, opening, turn)),
    ...submitted.map((one) => tryOnce(options, one, turn, main.previousId)),
  ]);
}

/** Actions of the first so many questions: slots are counted through the turn. */
function countOf(questions: readonly Question[], until = questions.length): number {
  return questions.slice(0, until).reduce((sum, { count }) => sum + count, 0);
}

/** Asks the meta-agent, unless every candidate of the question is on record. */
async function open(
  options: EnvironmentOptions,
  question: Question,
  turn: number,
  firstSlot: number,
): Promise<Opening[]> {
  const slots = Array.from({ length: question.count }, (_, i) => firstSlot + i);
  const recalled = await Promise.all(slots.map((slot) => options.recall?.(candidateId(options.runId, turn, slot))));
  const answers = recalled.includes(undefined) ? await ask(options, question, turn, firstSlot) : [];
  return slots.map((slot, i) => ({ question, slot, from: recalled[i] ?? elementAt(answers, i) }));
}

function ask(options: EnvironmentOptions, question: Question, turn: number, firstSlot: number): Promise<Action[]> {
  const number = turn * SAMPLES_A_TURN + firstSlot;
  return sample(options, question.messages, number, question.count).catch((error: unknown) => {
    throw isOverflow(error) ? stateTooLong(error, turn, question.remedy) : error;
  });
}

async function correct(
  options: EnvironmentOptions,
  { question, slot, from }: Opening,
  turn: number,
): Promise<Candidate> {
  const { state, parentId, previousId, gate } = question;
  const { place, trial, propose } = openCandidate(options, turn, slot);
  const origin = { parentId, previousId, writtenBy: null, gate };
  if ('attempts' in from) return propose(from, origin);
  const resample = resampler(options, turn * SAMPLES_A_TURN, slot, place.id);
  const proposal = await selfCorrect({
    action: await followUp(from, question.followUps ?? [], resample),
    trial,
    maxRepairs: options.maxRepairs,
    repair: options.prompt.repair,
    resample,
    onAttempt: (attempt, index) => options.recorder.attempt({ ...place, state }, attempt, index),
  });
  return propose(proposal, origin);
}

/**
 * Asks for the further answers of a candidate. Where it was asked the very same before, as a prompt that forgets
 * earlier repairs does, the sample has another number: else the answer would be the same.
 */
function resampler(options: EnvironmentOptions, base: number, slot: number, id: string) {
  const asked = new Map<string, number>();
  return async (messages: readonly Message[]): Promise<Action> => {
    if (options.isStopping?.() === true) throw stopping();
    const key = JSON.stringify(messages);
    const again = asked.get(key) ?? 0;
    asked.set(key, again + 1);
    return first(await sample(options, messages, base + ((slot + again * SLOTS) % SAMPLES_A_TURN), 1, id));
  };
}

/** A person's program has its trial like any other; nobody repairs it. */
async function tryOnce(
  options: EnvironmentOptions,
  { code, slot, parentId, by }: Submitted,
  turn: number,
  previousId: string | null,
): Promise<Candidate> {
  const { place, trial, propose } = openCandidate(options, turn, slot);
  const origin = { parentId, previousId, writtenBy: by };
  const recalled = await options.recall?.(place.id);
  if (recalled !== undefined) return propose(recalled, origin);
  const problem = await trial(code);
  const tried = problem === null ? { code, rawCode: null } : { code: null, rawCode: code };
  return propose({ ...tried, problem, attempts: [], analysis: '' }, origin);
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
