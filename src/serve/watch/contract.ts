import type { Answer } from '../contract.ts';
import type { CallFacts } from './calls.ts';
import type { RequestTrace } from './trace-context.ts';

/** A request that was not taken. */
export interface Refused {
  /** Empty where it was refused before its model was known. */
  model: string;
  /** Of HTTP; 499 where the client hung up. */
  status: number;
  ms: number;
}

/** A request that is over. */
export interface Ended extends Refused {
  id: string;
  executor: string;
  /** Whether the executor answered it without the workflow. */
  isSide: boolean;
  /** Milliseconds since 1970. */
  begunAt: number;
  /** `undefined` where nobody traces it. */
  trace: RequestTrace | undefined;
  /** Of the executor, in the order in which they ended. */
  calls: readonly CallFacts[];
  answer?: Answer;
}

/** Who looks on while requests are served. */
export interface Watch {
  ended(request: Ended): void;
  refused(request: Refused): void;
  /** Hands on what is not handed on yet. */
  close(): Promise<void>;
}

/** Several of them. */
export function watchAll(all: readonly Watch[]): Watch {
  return {
    ended: (request) => all.forEach((one) => one.ended(request)),
    refused: (request) => all.forEach((one) => one.refused(request)),
    close: async () => void (await Promise.allSettled(all.map((one) => one.close()))),
  };
}
