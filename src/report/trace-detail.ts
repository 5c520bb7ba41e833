import { clip } from '../base/clip.ts';
import type { Message } from '../model/contract.ts';
import { choiceText, messageText } from '../model/index.ts';
import { type KeptAnswers, type Store, keptAnswers } from '../store/index.ts';
import { type AskStep, type CodeStep, type Trace, type TraceStep, roleIn } from '../workflow/index.ts';
import type { AskDetail, CodeDetail, ReplyDetail, StepDetail, TraceDetail } from './item-contract.ts';

/** Messages, each distinct one once: examples and system messages come again with every step. */
export class MessageList {
  readonly messages: Message[] = [];
  readonly #places = new Map<string, number>();

  placeOf(message: Message): number {
    const { role } = message;
    const content = messageText(message);
    const key = `${role}\n${content}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.messages.push({ role, content: clip(content, LONGEST) }) - 1;
    this.#places.set(key, place);
    return place;
  }
}

export interface Resolving {
  kept: KeptAnswers;
  /** Filled while steps are resolved. */
  list: MessageList;
  /** When the evaluation ended, in milliseconds since 1970: answers that are newer are not those that it got. */
  endedAt: number | null;
}

/** All that these traces refer to, read at once. */
export function answersOf(store: Store, traces: readonly (Trace | undefined)[]): Promise<KeptAnswers> {
  const steps = traces.flatMap((trace) => trace?.steps ?? []);
  return keptAnswers(
    store,
    steps.flatMap((step) => (isKept(step) ? [{ ...step.kept, n: step.n }] : [])),
  );
}

/** A trace with the texts that its steps refer to. */
export function traceDetail({ steps, omitted, picked }: Trace, resolving: Resolving): TraceDetail {
  return { steps: steps.map((step) => stepDetail(step, resolving)), omitted, picked };
}

type KeptStep = AskStep & { kept: NonNullable<AskStep['kept']> };

function isKept(step: TraceStep): step is KeptStep {
  return step.kind === 'ask' && step.kept !== undefined;
}

function stepDetail(step: TraceStep, resolving: Resolving): StepDetail {
  if (step.kind === 'ask') return askDetail(step, resolving);
  return step.kind === 'code' ? codeDetail(step) : step;
}

function askDetail(step: AskStep, resolving: Resolving): AskDetail {
  const { kept: _kept, messages: own, replies: _replies, outcomes: _outcomes, ...facts } = step;
  const asked = isKept(step) ? resolving.kept.requests.get(step.kept.key)?.messages : own;
  const [first] = asked ?? [];
  return {
    ...facts,
    role: first?.role === 'system' ? roleIn(first.content) : null,
    messages: asked?.map((message) => resolving.list.placeOf(message)) ?? null,
    replies: isKept(step) ? keptReplies(step, resolving) : ownReplies(step),
  };
}

function ownReplies({ outcomes, replies = [] }: AskStep): ReplyDetail[] {
  return outcomes.map((outcome, i) => ({ outcome, text: replies[i] ?? null, replaced: false }));
}

function keptReplies({ kept: { key, sample }, outcomes }: KeptStep, { kept, endedAt }: Resolving): ReplyDetail[] {
  return outcomes.map((outcome, i) => {
    const found = kept.samples.get(key)?.get(sample + i);
    if (found === undefined) return { outcome, text: null, replaced: false };
    const replaced = endedAt !== null && found.at > endedAt;
    return { outcome, text: clip(choiceText(found.sample.choice), LONGEST), replaced };
  });
}

function codeDetail(step: CodeStep): CodeDetail {
  const [, line] = /\(line (\d{1,7})\)$/.exec(step.failure?.message ?? '') ?? [];
  return { ...step, line: line === undefined ? null : Number(line) };
}

const LONGEST = 40_000;
