import { allSettled } from '../base/all-settled.ts';
import { elementAt, first } from '../base/lists.ts';
import type { Message } from '../model/contract.ts';
import { type Finding, workflowHash } from '../workflow/index.ts';
import { type Action, sampleActions } from './action.ts';
import { candidateId } from '../base/candidate-id.ts';
import type { Candidate, EnvironmentOptions, Question } from './contract.ts';
import { followUp } from './follow-up.ts';
import { withHints } from './hint.ts';
import { isOverflow, stateTooLong } from './overflow.ts';
import { selfCorrect } from './self-correction.ts';
import { createTrial } from './trial.ts';

/** Sample numbers of the meta-agent: every turn has a thousand of its own, so that equal states give new actions. */
const SAMPLES_A_TURN = 1_000;

/** Samples the actions of a turn and corrects each, side by side. @throws {W4sError} `prompt-too-long` */
export async function act(
  options: EnvironmentOptions,
  questions: readonly Question[],
  turn: number,
): Promise<Candidate[]> {
  const slots = firstSlots(questions);
  const hints = (await options.hints?.(turn)) ?? [];
  const asked = questions.map((question, i) => {
    const messages = withHints(question.messages, hints);
    return answers(options, { ...question, messages }, turn, elementAt(slots, i));
  });
  return (await allSettled(asked)).flat();
}

/** The slot of each question's first action: they are counted through the turn. */
function firstSlots(questions: readonly Question[]): number[] {
  return questions.map((_, i) => questions.slice(0, i).reduce((sum, { count }) => sum + count, 0));
}

async function answers(
  options: EnvironmentOptions,
  question: Question,
  turn: number,
  firstSlot: number,
): Promise<Candidate[]> {
  const number = turn * SAMPLES_A_TURN + firstSlot;
  const actions = await sample(options, question.messages, number, question.count).catch((error: unknown) => {
    throw isOverflow(error) ? stateTooLong(error, turn, question.remedy) : error;
  });
  return allSettled(actions.map((draft, i) => candidateFrom(options, question, draft, { turn, slot: firstSlot + i })));
}

async function candidateFrom(
  options: EnvironmentOptions,
  question: Question,
  draft: Action,
  { turn, slot }: Pick<Candidate, 'turn' | 'slot'>,
): Promise<Candidate> {
  const place = { id: candidateId(options.runId, turn, slot), turn, slot };
  const resample = async (messages: readonly Message[]): Promise<Action> =>
    first(await sample(options, messages, turn * SAMPLES_A_TURN + slot, 1, place.id));
  const action = await followUp(draft, question.followUps ?? [], resample);
  return correct(options, question, action, place, resample);
}

async function correct(
  options: EnvironmentOptions,
  { state, parentId, previousAccuracy }: Question,
  action: Action,
  place: Pick<Candidate, 'id' | 'turn' | 'slot'>,
  resample: (messages: readonly Message[]) => Promise<Action>,
): Promise<Candidate> {
  const { items, recorder } = options;
  const { turn } = place;
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
    resample,
    onAttempt: (attempt, index) => recorder.attempt({ ...place, state }, attempt, index),
  });
  const { code } = proposal;
  const facts = { ...proposal, ...place, parentId, previousAccuracy };
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
