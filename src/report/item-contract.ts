import type { Json } from '../base/json.ts';
import type { ChoiceOutcome, Message } from '../model/contract.ts';
import type { AskStep, CodeStep, ItemFailure, ItemUsage, RefusedStep, ToolStep } from '../workflow/index.ts';

/** One item of an evaluation with all that happened on it, as plain data; `null` is "not known" or "not there". */
export interface ItemDetail {
  run: string;
  evaluationId: string;
  /** `null` for an evaluation of `eval`. */
  candidate: string | null;
  /** Of the workflow, for people. */
  label: string;
  split: string;
  itemId: string;
  input: string | null;
  /** The gold, where it may be seen: never of a test split, nor hidden tests. */
  target: Json;
  /** Every message that a step asked with, each once: steps name them by their place here. */
  messages: Message[];
  /** One for each repeat, in order. */
  repeats: RepeatDetail[];
}

export interface RepeatDetail {
  repeat: number;
  /** `null` when missing. */
  score: number | null;
  answer: Json;
  /** What the scorer remarked, where it can't quote a sealed gold. */
  note: string | null;
  failure: ItemFailure | null;
  usage: ItemUsage;
  /** What the workflow printed, its first 2,000 characters. */
  stdout: string;
  /** `null` in what an older version wrote. */
  trace: TraceDetail | null;
}

/** A trace whose references are resolved. */
export interface TraceDetail {
  steps: StepDetail[];
  /** Steps that were not kept, after these. */
  omitted: number;
  /** The program that a router chose. Absent where none chose. */
  picked?: string;
}

export type StepDetail = AskDetail | CodeDetail | ToolStep | RefusedStep;

/** The executor was asked. Texts are cut at 40,000 characters. */
export interface AskDetail extends Omit<AskStep, 'kept' | 'messages' | 'replies' | 'outcomes'> {
  /** What the workflow gave as `agent_role`; `null` where it wrote the system message itself. */
  role: string | null;
  /** Places in the list of messages; `null` where they were cleared from the cache. */
  messages: number[] | null;
  replies: ReplyDetail[];
}

export interface ReplyDetail {
  outcome: ChoiceOutcome;
  /** `null` where it was cleared from the cache. */
  text: string | null;
  /** What was answered was cleared, and this is what the same question brought afterwards. */
  replaced: boolean;
}

export interface CodeDetail extends CodeStep {
  /** Of the program, from 1: where it failed. */
  line: number | null;
}
