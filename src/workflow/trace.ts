import { clip } from '../base/clip.ts';
import { messageOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { ChoiceOutcome, Completion, CompletionRequest, Message } from '../model/contract.ts';
import { choiceText, messageText } from '../model/index.ts';
import type { CallError, SandboxFailure, SandboxResult } from '../sandbox/contract.ts';

/** What happened while a workflow ran on one item, in the order in which the steps began. */
export interface Trace {
  steps: TraceStep[];
  /** Steps beyond the first {@link MOST_STEPS}. */
  omitted: number;
  /** The program that a router chose. Absent where none chose. */
  picked?: string;
}

export type TraceStep = AskStep | CodeStep | ToolStep | RefusedStep;

interface StepFacts {
  /** Milliseconds after the run began. */
  at: number;
  /** Milliseconds that the workflow waited for it. */
  ms: number;
}

/** The executor was asked. */
export interface AskStep extends StepFacts {
  kind: 'ask';
  /** Completions asked for. */
  n: number;
  temperature?: number;
  /** Where messages and replies lie in the store; they are kept once, whoever asks. */
  kept?: { key: string; sample: number };
  /** Where they lie nowhere, cut to {@link MOST_CHARACTERS} each. */
  messages?: Message[];
  replies?: string[];
  outcomes: ChoiceOutcome[];
  promptTokens: number;
  completionTokens: number;
  /** Dollars; `null` when unpriced. */
  costUsd: number | null;
  /** Completions that came from the cache. */
  cached: number;
  /** Requests that it took, those that were tried again included; 0 where all came from the cache. */
  requests: number;
  /** Why no answer came. */
  error?: string;
}

/** A program of the workflow was run: `execute_code`, tests. */
export interface CodeStep extends StepFacts {
  kind: 'code';
  code: string;
  /** JSON of what it returned; absent where it failed. */
  value?: string;
  stdout: string;
  failure?: SandboxFailure;
}

/** A tool was called. Texts are cut to {@link MOST_CHARACTERS}. */
export interface ToolStep extends StepFacts {
  kind: 'tool';
  name: string;
  /** JSON. */
  args: string;
  /** What it brought; absent where it brought nothing. */
  result?: string;
  error?: string;
  /** Whether the result was on record: the same call was made before a stop. @default false */
  replayed?: boolean;
}

/** A call of the agent that raised an exception in the workflow. */
export interface RefusedStep extends StepFacts {
  kind: 'refused';
  method: string;
  /** Python's exception class. */
  errorType: string;
  message: string;
}

/** Steps that are kept of a run. */
const MOST_STEPS = 200;

/** Characters that are kept of a text. */
const MOST_CHARACTERS = 4_000;

/** Writes the trace of one run. */
export class TraceLog {
  readonly #startedAt = performance.now();
  readonly #steps: TraceStep[] = [];
  /** Errors that a step tells of. */
  readonly #told = new WeakSet<Error>();
  #omitted = 0;
  #picked: string | undefined;

  /** What a router chose. */
  picked(program: string): void {
    this.#picked = program;
  }

  async asking(request: CompletionRequest, ask: () => Promise<Completion>): Promise<Completion> {
    const { n = 1, temperature, messages } = request;
    const at = this.#now();
    const place = this.#place();
    const ended = (ending: AskEnding): void =>
      place({ kind: 'ask', at, ms: this.#now() - at, n, temperature, ...ending });
    try {
      const completion = await ask();
      ended(answered(completion, messages));
      return completion;
    } catch (error) {
      ended(failed(error, messages));
      throw error;
    }
  }

  ran(code: string, result: SandboxResult): void {
    const ms = Math.round(result.wallMs);
    const facts = {
      kind: 'code',
      at: Math.max(0, this.#now() - ms),
      ms,
      code: clip(code, MOST_CHARACTERS),
      stdout: clip(result.stdout, MOST_CHARACTERS),
    } as const;
    this.#place()(
      result.ok
        ? { ...facts, value: clip(json(result.value), MOST_CHARACTERS) }
        : { ...facts, failure: bounded(result.failure) },
    );
  }

  /** Takes its place now; what is returned tells how it ended. */
  calling(name: string, args: Json): (ending: ToolEnding) => void {
    const at = this.#now();
    const place = this.#place();
    const text = clip(json(args), MOST_CHARACTERS);
    return ({ result, error, replayed }) => {
      if (error !== undefined) this.#told.add(error);
      place({
        kind: 'tool',
        at,
        ms: this.#now() - at,
        name,
        args: text,
        result: result === undefined ? undefined : clip(result, MOST_CHARACTERS),
        error: error === undefined ? undefined : clip(error.message, MOST_CHARACTERS),
        replayed,
      });
    };
  }

  /** A step of its own, unless one tells of it already. */
  refused(method: string, error: CallError): void {
    if (this.#told.has(error)) return;
    const { pythonType, message } = error;
    this.#place()({
      kind: 'refused',
      at: this.#now(),
      ms: 0,
      method,
      errorType: pythonType,
      message: clip(message, MOST_CHARACTERS),
    });
  }

  /** A copy of what is there by now. */
  taken(): Trace {
    const steps = this.#steps.filter((step) => step !== PENDING);
    return { steps, omitted: this.#omitted, picked: this.#picked };
  }

  #now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  /** Steps side by side keep the order in which they began. */
  #place(): (step: TraceStep) => void {
    if (this.#steps.length >= MOST_STEPS) {
      this.#omitted++;
      return () => undefined;
    }
    const index = this.#steps.push(PENDING) - 1;
    return (step) => void (this.#steps[index] = step);
  }
}

/** How a call of a tool ended. */
interface ToolEnding extends Pick<ToolStep, 'result' | 'replayed'> {
  error?: Error;
}

/** Stands for a step that has not ended. */
const PENDING: TraceStep = { kind: 'refused', at: 0, ms: 0, method: '', errorType: '', message: '' };

type AskEnding = Omit<AskStep, 'kind' | 'at' | 'ms' | 'n' | 'temperature'>;

function answered(
  { choices, usage, costUsd, fresh, kept, cached = 0 }: Completion,
  asked: readonly Message[],
): AskEnding {
  const texts = {
    messages: clipped(asked),
    replies: choices.map((choice) => clip(choiceText(choice), MOST_CHARACTERS)),
  };
  return {
    ...(kept === undefined ? texts : { kept }),
    outcomes: choices.map(({ outcome }) => outcome),
    ...usage,
    costUsd,
    cached,
    requests: fresh.requests,
  };
}

function failed(error: unknown, asked: readonly Message[]): AskEnding {
  const nothing = { outcomes: [], promptTokens: 0, completionTokens: 0, costUsd: 0, cached: 0, requests: 0 };
  return { ...nothing, messages: clipped(asked), error: clip(messageOf(error), MOST_CHARACTERS) };
}

function clipped(messages: readonly Message[]): Message[] {
  return messages.map((message) => ({ role: message.role, content: clip(messageText(message), MOST_CHARACTERS) }));
}

function bounded({ kind, message, errorType, traceback }: SandboxFailure): SandboxFailure {
  return {
    kind,
    message: clip(message, MOST_CHARACTERS),
    errorType,
    traceback: traceback === undefined ? undefined : clip(traceback, MOST_CHARACTERS),
  };
}

function json(value: Json): string {
  return JSON.stringify(value) ?? 'null';
}
