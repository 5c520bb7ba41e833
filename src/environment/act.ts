import { allSettled } from '../base/all-settled.ts';
import { first } from '../base/lists.ts';
import type { Message } from '../model/contract.ts';
import { type Action, sampleActions } from './action.ts';
import { openCandidate } from './candidate.ts';
import type { Candidate, EnvironmentOptions, Question, Submitted } from './contract.ts';
import { followUp } from './follow-up.ts';
import { withHints } from './hint.ts';
import { isOverflow, stateTooLong } from './overflow.ts';
import { selfCorrect } from './self-correction.ts';

/** Sample numbers of the meta-agent: every turn has a thousand of its own, so that equal states give new actions. */
const SAMPLES_A_TURN = 1_000;

/** One of the meta-agent's answers, with what it answers. */
interface Answer {
  question: Question;
  draft: Action;
  slot: number;
}

/**
 * Samples the actions of a turn and corrects each, side by side; what persons submitted is tried beside them.
 * @throws {W4sError} `prompt-too-long`
 */
export async function act(
  options: EnvironmentOptions,
  questions: readonly Question[],
  turn: number,
): Promise<Candidate[]> {
  const hints = (await options.hints?.(turn)) ?? [];
  const asked = questions.map((question, i) => {
    const messages = withHints(question.messages, hints);
    return ask(options, { ...question, messages }, turn, countOf(questions, i));
  });
  const answers = await allSettled(asked);
  const main = first(questions);
  const submitted = (await options.submissions?.(turn, countOf(questions))) ?? [];
  return allSettled([
    ...answers.flat().map((answer) => correct(options, answer, turn)),
    ...submitted.map((one) => tryOnce(options, one, turn, main.previousId)),
  ]);
}

/** Actions of the first so many questions: slots are counted through the turn. */
function countOf(questions: readonly Question[], until = questions.length): number {
  return questions.slice(0, until).reduce((sum, { count }) => sum + count, 0);
}

async function ask(
  options: EnvironmentOptions,
  question: Question,
  turn: number,
  firstSlot: number,
): Promise<Answer[]> {
  const number = turn * SAMPLES_A_TURN + firstSlot;
  const actions = await sample(options, question.messages, number, question.count).catch((error: unknown) => {
    throw isOverflow(error) ? stateTooLong(error, turn, question.remedy) : error;
  });
  return actions.map((draft, i) => ({ question, draft, slot: firstSlot + i }));
}

async function correct(options: EnvironmentOptions, answer: Answer, turn: number): Promise<Candidate> {
  const { question, draft, slot } = answer;
  const { state, parentId, previousId, gate } = question;
  const { place, trial, propose } = openCandidate(options, turn, slot);
  const resample = async (messages: readonly Message[]): Promise<Action> =>
    first(await sample(options, messages, turn * SAMPLES_A_TURN + slot, 1, place.id));
  const proposal = await selfCorrect({
    action: await followUp(draft, question.followUps ?? [], resample),
    trial,
    maxRepairs: options.maxRepairs,
    repair: options.prompt.repair,
    resample,
    onAttempt: (attempt, index) => options.recorder.attempt({ ...place, state }, attempt, index),
  });
  return propose(proposal, { parentId, previousId, writtenBy: null, gate });
}

/** A person's program has its trial like any other; nobody repairs it. */
async function tryOnce(
  options: EnvironmentOptions,
  { code, slot, parentId, by }: Submitted,
  turn: number,
  previousId: string | null,
): Promise<Candidate> {
  const { trial, propose } = openCandidate(options, turn, slot);
  const problem = await trial(code);
  const tried = problem === null ? { code, rawCode: null } : { code: null, rawCode: code };
  const origin = { parentId, previousId, writtenBy: by };
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
