import { randomInt } from 'node:crypto';
import type { OpenWorkflow } from '../apply/index.ts';
import type { CompletionRequest, Message } from '../model/index.ts';
import { type Answer, textOfAnswer } from './contract.ts';
import { type RequestFailure, type Waits, failureOf, failureOfItem } from './failure.ts';
import type { Admission } from './places.ts';
import type { Served } from './served.ts';
import type { Ticket } from './ticket.ts';
import type { CallLog } from './watch/calls.ts';

/** What is to be answered: by the workflow, or by its executor alone. */
export type Question = { id: string } & ({ input: string } | { side: string; request: CompletionRequest });

export interface Work {
  served: Served;
  question: Question;
  ticket: Ticket;
  admission: Admission;
  log: CallLog;
  /** Whether it draws anew whatever was asked before. */
  isFresh: boolean;
  waits: Waits;
}

/** Waits for a place and answers in it. @throws {RequestFailure} */
export async function answerTo(work: Work): Promise<Answer> {
  const { served, question, ticket, admission, waits } = work;
  try {
    const leave = await admission.enter(ticket.signal);
    try {
      const open = await served.today();
      return 'side' in question ? await byExecutor(open, question.request, work) : await byWorkflow(open, work);
    } finally {
      leave();
    }
  } catch (error) {
    throw endedEarly(ticket) ?? failureOf(error, waits);
  }
}

/** What ended it goes before whatever that looked like from inside. */
function endedEarly({ signal }: Ticket): RequestFailure | undefined {
  return signal.aborted ? (signal.reason as RequestFailure) : undefined;
}

async function byWorkflow(open: OpenWorkflow, { question, ticket, log, isFresh, waits }: Work): Promise<Answer> {
  const { id, input } = question as Extract<Question, { input: string }>;
  const repeat = isFresh ? ownDraw() : 0;
  const applied = await open.run({ id, input }, { signal: ticket.signal, repeat, around: log.around });
  if (applied.failure !== undefined) throw endedEarly(ticket) ?? failureOfItem(applied.failure, waits);
  const { promptTokens, completionTokens, calls } = applied.usage;
  const text = textOfAnswer(applied.answer ?? '');
  const { picked: program } = applied.trace;
  return { text, promptTokens, completionTokens, calls, paidUsd: applied.paid.costUsd, program, run: open.runId };
}

/** Draws of their own for each request: far from those of every other. */
function ownDraw(): number {
  return 1 + randomInt(2 ** 32);
}

async function byExecutor(open: OpenWorkflow, request: CompletionRequest, { ticket, log }: Work): Promise<Answer> {
  const executor = log.around({ id: open.executor, complete: (asked) => open.ask(asked) });
  const { choices, usage, fresh } = await executor.complete({ ...request, signal: ticket.signal });
  const text = choices[0]?.text ?? '';
  return { text, ...usage, calls: choices.length, paidUsd: fresh.costUsd, run: open.runId };
}

/** Roles that an executor knows. */
export function asMessages(messages: readonly { role: string; content: string }[]): Message[] {
  return messages.map(({ role, content }) => ({
    role: role === 'assistant' || role === 'user' ? role : 'system',
    content,
  }));
}
