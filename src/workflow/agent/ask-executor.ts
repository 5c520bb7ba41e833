import { messageOf } from '../../base/errors.ts';
import { type Choice, type CompletionRequest, type Message, ModelError } from '../../model/contract.ts';
import { CallError } from '../../sandbox/contract.ts';
import { seedOf } from '../../base/random.ts';
import { headOf } from '../../base/clip.ts';
import type { ToolFacts } from '../../tools/contract.ts';
import { CLIENT_FAILED, type ItemFailure } from '../outcome.ts';
import { exceeded } from './quota.ts';
import type { ItemSession } from './session.ts';

const CHARACTERS_PER_TOKEN = 3;

export interface ExecutorQuestion {
  messages: readonly Message[];
  temperature: number;
  /** Answers wanted. */
  n: number;
  maxTokens: number;
  responseFormat: 'text' | 'json';
  /** What the executor may ask for. */
  tools?: readonly ToolFacts[];
  /** The model that the workflow named; the executor is asked all the same. */
  model?: string | undefined;
}

/**
 * Asks the pinned executor and keeps the books. A choice that is not `ok` is counted as what it is and comes back as
 * the text it has, which may be empty.
 *
 * @throws {CallError} RuntimeError when a quota is used up, or when the run is being stopped.
 */
export async function askExecutor(session: ItemSession, question: ExecutorQuestion): Promise<string[]> {
  return (await askForChoices(session, question)).map(({ text }) => text);
}

/** As {@link askExecutor}, with the tools that a choice asks for. */
export async function askForChoices(
  session: ItemSession,
  { model, ...question }: ExecutorQuestion,
): Promise<Pick<Choice, 'text' | 'toolCalls'>[]> {
  if (model !== undefined) noteOtherModel(session, model);
  session.quota.reserve(question.n);
  const outOfTokens = (used: number): Error => exceeded(`${used} tokens were used`);
  return session.tokens.within(mostTokens(question), () => ask(session, question), outOfTokens);
}

/** What an answer can cost at most, the prompt by a guess. */
function mostTokens({ messages, n, maxTokens, tools }: ExecutorQuestion): number {
  const offered = tools === undefined ? 0 : JSON.stringify(tools).length;
  const characters = messages.reduce((sum, { content }) => sum + content.length, offered);
  return n * (characters / CHARACTERS_PER_TOKEN + maxTokens);
}

async function ask(session: ItemSession, { n, ...asked }: Omit<ExecutorQuestion, 'model'>): Promise<Choice[]> {
  if (session.runSignal.aborted) throw session.refusal();
  const content = { ...asked, messages: session.extras.restored(asked.messages) };
  const sample = session.samples.take(content, n);
  const request: CompletionRequest = {
    ...content,
    n,
    sample,
    // Of the sample alone: two candidates that ask the same get the same answer, so that they are compared in pairs.
    seed: seedOf(session.seed, sample),
    purpose: session.purpose,
    signal: session.runSignal,
  };
  const completion = await session.quota
    .whileWaiting(() => session.trace.asking(request, () => session.executor.complete(request)))
    .catch((error: unknown) => stopped(session, error));
  session.record(completion, content.maxTokens);
  for (const choice of completion.choices) session.extras.keep(choice);
  return completion.choices;
}

/**
 * No model's fault may be mistaken for a wrong answer, so the workflow gets no chance to catch it.
 * What the request itself is refused for is the workflow's own.
 */
function stopped(session: ItemSession, error: unknown): never {
  if (!session.runSignal.aborted) {
    if (error instanceof ModelError && error.requestFault) throw new CallError(error.message, 'ValueError');
    if (error instanceof ModelError) session.fail(failureOf(error));
    else session.fail(clientFailure(error));
  }
  throw session.refusal();
}

function clientFailure(error: unknown): ItemFailure {
  const message = `The executor's client failed: ${messageOf(error)}`;
  return { kind: 'unavailable', message, errorType: CLIENT_FAILED };
}

function failureOf({ kind, message, code: errorType, cap }: ModelError): ItemFailure {
  return kind === 'cap' ? { kind: 'cap', message, errorType, cap } : { kind: 'provider', message, errorType };
}

function noteOtherModel(session: ItemSession, model: string): void {
  const { id } = session.executor;
  // An id may end in options of ours: `openai:gpt-6-luna?effort=none`.
  const plain = id.split('?')[0] ?? id;
  if ([id, plain, plain.slice(plain.indexOf(':') + 1)].includes(model)) return;
  const detail = `asked for the model ${JSON.stringify(headOf(model, 100))} and got the pinned executor`;
  session.addFindings([{ rule: 'other-model', severity: 'warning', line: null, detail }]);
}
