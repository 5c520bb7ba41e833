import { type ItemFailure, type ItemUsage, noUsage } from '../outcome.ts';
import type { CallPurpose, ChoiceOutcome, Completion, Model } from '../../model/contract.ts';
import { CallError } from '../../sandbox/contract.ts';
import type { Sandbox, SandboxLimits } from '../../sandbox/contract.ts';
import { type Finding, type Quotas, type WorkflowRunOptions, DEFAULT_MAX_TOKENS } from '../contract.ts';
import type { WorkflowInput } from '../../task/contract.ts';
import { workflowHash } from '../hash.ts';
import { filledQuotas } from '../quotas.ts';
import { TraceLog } from '../trace.ts';
import { Budget } from './budget.ts';
import { CallExtras } from './call-extras.ts';
import { CodeQuota } from './code-quota.ts';
import { QuotaMeter } from './quota.ts';
import { SampleCounter } from './samples.ts';
import { ToolUse } from './tool-use.ts';

/** After the item's time is up, milliseconds that a workflow has to catch the error and answer with what it has. */
export const GRACE_MS = 2_000;

/** Everything that the agent's methods share during one workflow's run on one item. */
export class ItemSession {
  readonly item: WorkflowInput;
  readonly executor: Model;
  readonly sandbox: Sandbox;
  readonly seed: number;
  readonly purpose: CallPurpose;
  readonly limits: Partial<SandboxLimits>;
  readonly tokens: Budget;
  readonly code: CodeQuota;
  readonly quota: QuotaMeter;
  readonly samples: SampleCounter;
  readonly extras = new CallExtras();
  /** Absent where the task has none. */
  readonly tools: ToolUse | undefined;
  readonly toolLimits: Pick<Quotas, 'toolCharacters' | 'toolMs'>;
  /** Where the item's files lie; absent where the task has none. */
  readonly folder: string | undefined;
  readonly usage: ItemUsage = noUsage();
  readonly trace = new TraceLog();
  readonly findings: Finding[] = [];
  /** What ends the run whatever the workflow catches: a fault that is not its own. */
  fatal: ItemFailure | undefined;
  /** Ends the run. */
  readonly runSignal: AbortSignal;
  /** Ends code that the workflow runs; also fires when the item's own time is up. */
  readonly codeSignal: AbortSignal;
  private readonly stop = new AbortController();
  private graceTimer: NodeJS.Timeout | undefined;

  constructor({
    item,
    executor,
    sandbox,
    repeat = 0,
    seed = 0,
    limits = {},
    quotas,
    purpose,
    signal,
    code,
    tools,
    toolLog,
    folder,
  }: WorkflowRunOptions) {
    this.item = item;
    this.executor = executor;
    this.sandbox = sandbox;
    this.seed = seed;
    this.limits = limits;
    const tokensUsed = (): number => this.usage.promptTokens + this.usage.completionTokens;
    const filled = filledQuotas(quotas);
    this.tokens = new Budget(filled.tokens, tokensUsed);
    this.code = new CodeQuota(filled);
    this.purpose = { role: 'executor', phase: 'search', ...purpose, itemId: item.id };
    this.quota = new QuotaMeter(filled, this.usage, () => this.fail(waitedTooLong(executor.id)));
    this.quota.signal.addEventListener('abort', () => this.endSoon());
    this.samples = new SampleCounter(repeat);
    this.folder = folder;
    const place = { workflow: workflowHash(code), itemId: item.id, repeat };
    this.tools = tools === undefined ? undefined : new ToolUse({ box: tools, log: toolLog, place });
    this.toolLimits = filled;
    this.runSignal = signal === undefined ? this.stop.signal : AbortSignal.any([signal, this.stop.signal]);
    this.codeSignal = AbortSignal.any([this.runSignal, this.quota.signal]);
  }

  /** Stops the run at once. The first fault is the one that is told. */
  fail(failure: ItemFailure): void {
    this.fatal ??= failure;
    this.stop.abort();
  }

  /**
   * What a call gets while the run is being stopped. Without a fault of ours it is the user who stops it, and what a
   * workflow answers after such a refusal must not be scored.
   */
  refusal(): CallError {
    this.fatal ??= { kind: 'interrupted', message: 'The run was interrupted' };
    return new CallError('The run is being stopped');
  }

  /** Adds a completion to the item's books, paid now or earlier. @param maxTokens What its choices were allowed. */
  record({ choices, usage, costUsd }: Completion, maxTokens: number): void {
    this.usage.calls += choices.length;
    this.usage.promptTokens += usage.promptTokens;
    this.usage.completionTokens += usage.completionTokens;
    this.usage.costUsd = this.usage.costUsd === null || costUsd === null ? null : this.usage.costUsd + costUsd;
    this.usage.unusable += choices.filter(({ outcome }) => isUnusable(outcome, maxTokens)).length;
  }

  /** Each fact once, however often the workflow repeats it. */
  addFindings(found: readonly Finding[]): void {
    for (const finding of found) {
      const isKnown = this.findings.some(({ rule, detail }) => rule === finding.rule && detail === finding.detail);
      if (!isKnown) this.findings.push(finding);
    }
  }

  /** After the run: nothing that it left behind may go on calling models. */
  async close(): Promise<void> {
    this.quota.close();
    clearTimeout(this.graceTimer);
    this.stop.abort();
    await this.tools?.close();
  }

  /** A workflow may catch that its time is up and answer with what it has, but not go on. */
  private endSoon(): void {
    const message = 'The workflow took longer than its time and was stopped';
    this.graceTimer = setTimeout(() => this.fail({ kind: 'timeout', message }), GRACE_MS);
  }
}

/**
 * Whether the executor is to blame for a reply without use: a workflow that allows few tokens cuts replies off itself.
 */
function isUnusable(outcome: ChoiceOutcome, maxTokens: number): boolean {
  return outcome === 'truncated' ? maxTokens >= DEFAULT_MAX_TOKENS : outcome !== 'ok';
}

function waitedTooLong(model: string): ItemFailure {
  return {
    kind: 'provider',
    message: `\`${model}\` kept the item waiting for longer than an item may wait`,
    errorType: 'model-timeout',
  };
}
