import type { SimFault, SimModel, SimStats } from './contract.ts';

/** Counts what the server did. */
export class StatsBook {
  private readonly counts: SimStats = {
    requests: 0,
    choices: 0,
    promptTokens: 0,
    completionTokens: 0,
    byModel: { 'sim-executor': 0, 'sim-meta': 0 },
    byFault: { '429': 0, '500': 0, hang: 0, cut: 0, busy: 0, refused: 0 },
    unknownItems: 0,
    peakConcurrency: 0,
  };
  private running = 0;

  /** A chat request arrived. */
  arrive(): void {
    this.counts.requests++;
    this.running++;
    this.counts.peakConcurrency = Math.max(this.counts.peakConcurrency, this.running);
  }

  leave(): void {
    this.running--;
  }

  get concurrency(): number {
    return this.running;
  }

  asked(model: SimModel, isKnown: boolean): void {
    this.counts.byModel[model]++;
    if (!isKnown) this.counts.unknownItems++;
  }

  fault(kind: SimFault | 'busy' | 'refused'): void {
    this.counts.byFault[kind]++;
  }

  sent(choices: number, usage: { prompt_tokens: number; completion_tokens: number }): void {
    this.counts.choices += choices;
    this.counts.promptTokens += usage.prompt_tokens;
    this.counts.completionTokens += usage.completion_tokens;
  }

  snapshot(): SimStats {
    return structuredClone(this.counts);
  }
}
