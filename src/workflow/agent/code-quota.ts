import type { SandboxResult } from '../../sandbox/contract.ts';
import type { Quotas } from '../contract.ts';
import { Budget } from './budget.ts';
import { exceeded } from './quota.ts';

/** What the programs that one item's workflow runs may use together. */
export class CodeQuota {
  readonly #limits: Pick<Quotas, 'codeRuns' | 'codeCpuMs'>;
  readonly #processor: Budget;
  #runs = 0;
  #cpuMs = 0;

  constructor(limits: Pick<Quotas, 'codeRuns' | 'codeCpuMs'>) {
    this.#limits = limits;
    this.#processor = new Budget(limits.codeCpuMs, () => this.#cpuMs);
  }

  /**
   * Counts a run, which may take as much of `cpuMs` as is left.
   *
   * @throws {CallError} RuntimeError, catchable in the workflow, when the item's runs or their time are used up.
   */
  async run(cpuMs: number, run: (cpuMs: number) => Promise<SandboxResult>): Promise<SandboxResult> {
    const { codeRuns, codeCpuMs } = this.#limits;
    if (this.#runs >= codeRuns) throw exceeded(`${this.#runs} of ${codeRuns} programs were run`);
    this.#runs += 1;
    const booked = async (granted: number): Promise<SandboxResult> => {
      const result = await run(Math.max(1, granted)); // the least that a sandbox takes
      this.#cpuMs += result.cpuMs;
      return result;
    };
    const fact = `the programs that it ran took ${codeCpuMs / 1000} s of processor time`;
    return this.#processor.within(cpuMs, booked, () => exceeded(fact));
  }
}
