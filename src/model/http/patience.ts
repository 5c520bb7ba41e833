import type { CompletionRequest } from '../contract.ts';

/** Learns how long the answers of one model on one server take, and so how long to wait for one. */
export interface Patience {
  /** Milliseconds that this try of the request may take, as of now: ask again while it runs. */
  limitMs(request: CompletionRequest): number;
  answered(request: CompletionRequest, latencyMs: number): void;
  gaveUp(request: CompletionRequest): void;
}

export interface PatienceOptions {
  /** Never longer than this. @default 600_000 */
  timeoutMs?: number;
  /** Whether the server runs on this machine. @default false */
  isHere?: boolean;
}

/** Milliseconds, until enough is known about the model on this server. */
const AT_FIRST_MS = 120_000;
/** Answers needed for a rule, and the most it looks back on. */
const ENOUGH = 20;
const LOOKS_BACK = 100;
/** A hang takes ten times as long as nineteen answers in twenty, and at least half a minute. */
const TIMES = 10;
const QUANTILE = 0.95;
const SHORTEST_MS = 30_000;
const LONGEST_MS = 600_000;

/**
 * Learns from answers to similar requests, since a long answer or prompt may take a hundred times as long as a short
 * one. A call that was given up twice gets twice the time at its next try, and so on: it may be slow, not lost.
 */
export function createPatience({ timeoutMs = LONGEST_MS, isHere = false }: PatienceOptions = {}): Patience {
  // A server on this machine rarely hangs, and an answer on a CPU may take minutes.
  const atFirst = isHere ? timeoutMs : AT_FIRST_MS;
  const latencies = new Map<string, number[]>();
  // Each try of a call brings the same request object.
  const givenUp = new WeakMap<CompletionRequest, number>();
  return {
    limitMs(request) {
      const doublings = Math.max(0, (givenUp.get(request) ?? 0) - 1);
      return Math.min(timeoutMs, usualMs(latencies.get(kindOf(request)) ?? [], atFirst) * 2 ** doublings);
    },
    answered(request, latencyMs) {
      const kind = kindOf(request);
      latencies.set(kind, [...(latencies.get(kind) ?? []).slice(1 - LOOKS_BACK), latencyMs]);
    },
    gaveUp: (request) => givenUp.set(request, (givenUp.get(request) ?? 0) + 1),
  };
}

function usualMs(latencies: readonly number[], atFirst: number): number {
  if (latencies.length < ENOUGH) return atFirst;
  const [slow = atFirst] = latencies.toSorted((a, b) => a - b).slice(Math.ceil(QUANTILE * latencies.length) - 1);
  return Math.max(SHORTEST_MS, TIMES * slow);
}

/** Groups requests that may take equally long: by purpose, number of choices, answer limit, and prompt length. */
function kindOf({ purpose, n = 1, maxTokens = 0, messages }: CompletionRequest): string {
  const promptLength = messages.reduce((sum, { content }) => sum + content.length, 0);
  return [purpose?.role, n, Math.ceil(Math.log2(maxTokens + 1)), Math.floor(Math.log2(promptLength + 1) / 3)].join();
}
