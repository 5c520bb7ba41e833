import { randomInt } from 'node:crypto';
import type { Applied, OpenWorkflow } from '../apply/index.ts';
import type { Completion, CompletionRequest, Message } from '../model/index.ts';
import type { AskStep } from '../workflow/index.ts';
import { type Answer, type CallFacts, textOfAnswer } from './contract.ts';
import { type RequestFailure, failureOf, failureOfItem } from './failure.ts';
import type { Admission } from './places.ts';
import type { Served } from './served.ts';
import type { Ticket } from './ticket.ts';

/** What is to be answered: by the workflow, or by its executor alone. */
export type Question = { id: string } & ({ input: string } | { side: string; request: CompletionRequest });

export interface Work {
  served: Served;
  question: Question;
  ticket: Ticket;
  admission: Admission;
  /** Whether it draws anew whatever was asked before. */
  isFresh: boolean;
  /** Seconds until the next day's budget. */
  untilMidnight: () => number;
}

/** Waits for a place and answers in it. @throws {RequestFailure} */
export async function answerTo(work: Work): Promise<Answer> {
  const { served, question, ticket, admission, untilMidnight } = work;
  try {
    const leave = await admission.enter(ticket.signal);
    try {
      const open = await served.today();
      return 'side' in question ? await byExecutor(open, question.request, work) : await byWorkflow(open, work);
    } finally {
      leave();
    }
  } catch (error) {
    throw endedEarly(ticket) ?? failureOf(error, untilMidnight());
  }
}

/** What ended it goes before whatever that looked like from inside. */
function endedEarly({ signal }: Ticket): RequestFailure | undefined {
  return signal.aborted ? (signal.reason as RequestFailure) : undefined;
}

async function byWorkflow(open: OpenWorkflow, { question, ticket, isFresh, untilMidnight }: Work): Promise<Answer> {
  const { id, input } = question as Extract<Question, { input: string }>;
  const applied = await open.run({ id, input }, { signal: ticket.signal, repeat: isFresh ? ownDraw() : 0 });
  if (applied.failure !== undefined) throw endedEarly(ticket) ?? failureOfItem(applied.failure, untilMidnight());
  const { promptTokens, completionTokens, calls } = applied.usage;
  const text = textOfAnswer(applied.answer ?? '');
  return {
    text,
    promptTokens,
    completionTokens,
    calls,
    paidUsd: applied.paid.costUsd,
    run: open.runId,
    ...stepsOf(applied),
  };
}

/** Draws of their own for each request: far from those of every other. */
function ownDraw(): number {
  return 1 + randomInt(2 ** 32);
}

function stepsOf({ trace }: Applied): { steps: CallFacts[] } {
  return { steps: trace.steps.filter((step): step is AskStep => step.kind === 'ask') };
}

async function byExecutor(open: OpenWorkflow, request: CompletionRequest, { ticket }: Work): Promise<Answer> {
  const at = performance.now();
  const completion = await open.ask({ ...request, signal: ticket.signal });
  const { choices, usage, fresh }: Completion = completion;
  const step = { at: 0, ms: Math.round(performance.now() - at), ...usage };
  const text = choices[0]?.text ?? '';
  return { text, ...usage, calls: choices.length, paidUsd: fresh.costUsd, run: open.runId, steps: [step] };
}

/** Roles that an executor knows. */
export function asMessages(messages: readonly { role: string; content: string }[]): Message[] {
  return messages.map(({ role, content }) => ({
    role: role === 'assistant' || role === 'user' ? role : 'system',
    content,
  }));
}
