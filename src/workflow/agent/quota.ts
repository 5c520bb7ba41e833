import type { ItemUsage } from '../outcome.ts';
import { CallError } from '../../sandbox/contract.ts';
import type { Quotas } from '../contract.ts';
import { ItemClock } from './clock.ts';

/** Begins every message of an exceeded quota, so that an uncaught one can be told from the workflow's own errors. */
const PREFIX = "The item's quota is used up";

/** Keeps one item's workflow within its quotas. */
export class QuotaMeter {
  private readonly quotas: Quotas;
  private readonly used: ItemUsage;
  private readonly timeUp = new AbortController();
  private readonly clock: ItemClock;
  private reservedCalls = 0;
  private toolCalls = 0;

  /**
   * `used` is read at each call: the session's own count of tokens and dollars. `onWaitedTooLong` is called once, if at
   * all.
   */
  constructor(quotas: Quotas, used: ItemUsage, onWaitedTooLong: () => void) {
    this.quotas = quotas;
    this.used = used;
    this.clock = new ItemClock({
      ownMs: quotas.wallMs,
      waitMs: quotas.waitMs,
      onOwnEnd: () => this.timeUp.abort(),
      onWaitEnd: onWaitedTooLong,
    });
  }

  /** The item's own time stands still meanwhile: it is not the workflow that takes it. */
  whileWaiting<T>(work: () => Promise<T>): Promise<T> {
    return this.clock.held(work);
  }

  /** Fires when the item's time is up, so that code that it runs stops too. */
  get signal(): AbortSignal {
    return this.timeUp.signal;
  }

  /** @throws {CallError} RuntimeError, catchable in the workflow, when the item's time is up. */
  checkTime(): void {
    if (this.timeUp.signal.aborted) throw exceeded(`it took ${this.quotas.wallMs / 1000} s of its own`);
  }

  /**
   * Counted before the call, so that threads can't overtake each other.
   *
   * @throws {CallError} RuntimeError, catchable in the workflow, when a quota does not allow `calls` more.
   */
  reserve(calls: number): void {
    this.checkTime();
    const spent = this.used.costUsd ?? 0;
    if (this.quotas.costUsd !== null && spent >= this.quotas.costUsd)
      throw exceeded(`$${spent} of $${this.quotas.costUsd} were spent`);
    const tokens = this.used.promptTokens + this.used.completionTokens;
    if (tokens >= this.quotas.tokens) throw exceeded(`${tokens} of ${this.quotas.tokens} tokens were used`);
    if (this.reservedCalls + calls > this.quotas.calls) {
      throw exceeded(
        `${this.reservedCalls} of ${this.quotas.calls} completions were used, ${calls} more were asked for`,
      );
    }
    this.reservedCalls += calls;
  }

  /** @throws {CallError} RuntimeError, catchable in the workflow, when no tool may be called any more. */
  reserveTool(): void {
    this.checkTime();
    const { toolCalls } = this.quotas;
    if (this.toolCalls >= toolCalls) throw exceeded(`${toolCalls} of ${toolCalls} calls of tools were made`);
    this.toolCalls += 1;
  }

  close(): void {
    this.clock.close();
  }
}

/** Whether the exception that ended a run was an exceeded quota that the workflow let through. */
export function isQuotaMessage(message: string): boolean {
  return message.includes(PREFIX);
}

/** The error of a quota that is used up, by a fact such as `64 of 64 completions were used`. */
export function exceeded(fact: string): CallError {
  return new CallError(`${PREFIX}: ${fact}`);
}
