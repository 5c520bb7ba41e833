import { randomUUID } from 'node:crypto';
import { W4sError } from '../base/errors.ts';
import { headOf } from '../base/clip.ts';
import { type Gate, type ItemResult, createGate } from '../evaluate/index.ts';
import type { Completion, CompletionRequest, Model, Spent } from '../model/index.ts';
import { noteFindings } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import { toolLog } from '../store/index.ts';
import type { WorkflowInput } from '../task/contract.ts';
import { type Finding, type ItemFailure, type WorkflowRun, runWorkflow } from '../workflow/index.ts';
import type {
  Applied,
  ApplyInput,
  ApplyInputs,
  ApplyOptions,
  OpenWorkflow,
  RunOptions,
  StreamOptions,
  UseResult,
} from './contract.ts';
import { enter } from './enter.ts';
import type { Life } from './life.ts';
import { meter, nothingPaid } from './meter.ts';
import type { Prepared } from './prepare.ts';
import { duplicate } from './record.ts';
import { refusalOf } from './refusal.ts';
import { sideBySide } from './side-by-side.ts';

/** What a workflow works with. */
interface Parts {
  session: Session;
  options: ApplyOptions;
  prepared: Prepared;
  life: Life;
  /** Gives back what was opened for it. */
  leave: () => Promise<void>;
}

type Placed = RunOptions & { repeat: number };

/** See {@link OpenWorkflow}. */
export class WorkflowAtWork implements OpenWorkflow {
  readonly #parts: Parts;
  readonly #executor: Model;
  readonly #gate: Gate;
  /** Inputs under way, by id and repeat, and what is asked beside them. */
  readonly #underWay = new Map<string, Promise<unknown>>();
  #streamed = 0;
  #closing: Promise<UseResult> | undefined;

  constructor(parts: Parts) {
    const { session, options, prepared, life } = parts;
    this.#parts = parts;
    this.#executor = life.live.model(prepared.model);
    this.#gate = createGate(options.concurrency ?? session.concurrency);
  }

  get runId(): string {
    return this.#parts.life.live.row.id;
  }

  get subject(): Prepared['subject'] {
    return this.#parts.prepared.subject;
  }

  get kind(): Prepared['kind'] {
    return this.#parts.prepared.kind;
  }

  get executor(): string {
    return this.#parts.prepared.executor;
  }

  get refusal(): W4sError | undefined {
    const { live } = this.#parts.life;
    if (this.#closing !== undefined) return closed();
    return live.stop.ending === undefined ? undefined : refusalOf(live);
  }

  get stopped(): Promise<W4sError> {
    const { live } = this.#parts.life;
    return live.stop.requested.then(() => refusalOf(live));
  }

  async run(input: ApplyInput, { repeat = 0, ...options }: RunOptions = {}): Promise<Applied> {
    const item = itemOf(input, randomUUID);
    const key = `${repeat}|${item.id}`;
    if (this.#closing !== undefined) throw closed();
    if (this.#underWay.has(key)) throw duplicate(item.id);
    const work = this.#known(item, repeat).then((known) => known ?? this.#placed(item, { ...options, repeat }));
    this.#underWay.set(key, work);
    return work.finally(() => this.#underWay.delete(key));
  }

  async *stream(inputs: ApplyInputs, { signal, order = 'input' }: StreamOptions = {}): AsyncGenerator<Applied> {
    const left = new AbortController();
    const ended = eitherOf(left.signal, signal);
    const number = (): string => String(++this.#streamed);
    try {
      yield* sideBySide({
        source: inputs,
        limit: this.#gate.limit,
        order,
        run: (input) => this.run(itemOf(input, number), { signal: ended }),
      });
    } finally {
      left.abort();
    }
  }

  async ask(request: CompletionRequest): Promise<Completion> {
    if (this.refusal !== undefined) throw this.refusal;
    const signal = eitherOf(this.#parts.life.live.signal, request.signal);
    const work = this.#executor.complete({ ...request, signal, purpose: { role: 'executor', phase: 'run' } });
    const key = `ask|${randomUUID()}`;
    this.#underWay.set(key, work);
    return work.finally(() => this.#underWay.delete(key));
  }

  spent(): Spent {
    return this.#parts.life.live.ledger.spent();
  }

  stop(): void {
    this.#parts.life.live.interrupt();
  }

  close(): Promise<UseResult> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<UseResult> {
    const { life, leave } = this.#parts;
    try {
      await Promise.allSettled(this.#underWay.values());
      return await life.end();
    } finally {
      await leave();
    }
  }

  async #known(item: WorkflowInput, repeat: number): Promise<Applied | undefined> {
    const known = await this.#parts.life.record.known(item, repeat);
    return known && appliedOf(known, { paid: nothingPaid(), cached: known.usage.calls, isRecorded: true });
  }

  /** In one of the places, within the caps. */
  async #placed(item: WorkflowInput, { signal, ...run }: Placed): Promise<Applied> {
    const { life } = this.#parts;
    const { live } = life;
    const either = eitherOf(live.signal, signal);
    const leave = await enter(this.#gate, either).catch((error: unknown) => {
      if (live.signal.aborted) life.cut();
      throw error;
    });
    try {
      const place = live.admit();
      if (place === undefined) {
        life.cut();
        throw refusalOf(live);
      }
      return await this.#applied(item, { ...run, signal: either }).finally(() => place.end());
    } finally {
      leave();
    }
  }

  async #applied(item: WorkflowInput, { repeat, around, signal }: Placed): Promise<Applied> {
    const { session, prepared, options, life } = this.#parts;
    const metered = meter(around === undefined ? this.#executor : around(this.#executor));
    const { findings, ...ended } = await runWorkflow({
      code: prepared.subject.code,
      kind: prepared.kind,
      executor: metered.model,
      sandbox: session.sandbox,
      seed: options.seed,
      quotas: options.quotas,
      tools: prepared.tools,
      folder: prepared.folder,
      toolLog: options.forgets === true ? undefined : toolLog(session.store, this.runId),
      purpose: { role: 'executor', phase: 'run', itemId: item.id },
      item,
      repeat,
      signal,
    });
    life.live.throwIfLost();
    this.#note(findings);
    if (wasCut(ended.failure, life)) life.cut();
    const result = resultOf(item.id, repeat, ended);
    await life.record.keep(item, result);
    return appliedOf(result, { paid: metered.paid, cached: metered.cached, isRecorded: false });
  }

  /** A store that fails is told by the next result. */
  #note(findings: readonly Finding[]): void {
    const { session, prepared } = this.#parts;
    const place = { runId: this.runId, hash: prepared.subject.hash };
    void noteFindings(session.store, place, findings).catch(() => undefined);
  }
}

/** Half a character can be sent to nobody, and no store gives it back. */
function itemOf(input: ApplyInput, newId: () => string): WorkflowInput {
  const given = typeof input === 'string' ? { input } : input;
  return { ...given, id: given.id ?? newId(), input: given.input.toWellFormed() };
}

function eitherOf(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? signal : AbortSignal.any([signal, other]);
}

function closed(): W4sError {
  return new W4sError('workflow-closed', 'The workflow is closed: no further input can be run', {
    hint: 'Open it again.',
  });
}

/** By the run's own end, and not by the caller of this input. */
function wasCut(failure: ItemFailure | undefined, { live }: Life): boolean {
  return failure?.kind === 'cap' || (failure?.kind === 'interrupted' && live.signal.aborted);
}

function resultOf(itemId: string, repeat: number, ended: Omit<WorkflowRun, 'findings'>): ItemResult {
  const { answer = null, failure, usage, trace } = ended;
  return { itemId, repeat, score: null, answer, failure, usage, trace, stdout: headOf(ended.stdout, 2_000) };
}

function appliedOf(
  { itemId: id, repeat, answer, failure, usage, trace, stdout }: ItemResult,
  now: Pick<Applied, 'paid' | 'cached' | 'isRecorded'>,
): Applied {
  const outcome = failure === undefined ? { answer } : { failure };
  return { id, repeat, ...outcome, usage, trace: trace ?? { steps: [], omitted: 0 }, stdout, ...now };
}
