import { W4sError, usageError } from '../../base/errors.ts';

/** What is wrong with a transfer before it begins: gathered, and told at once. */
export interface Problems {
  /** @returns `undefined` where it failed with an error of ours, which is kept */
  attempt<T>(work: () => T | Promise<T>): Promise<T | undefined>;
  add(problem: W4sError): void;
  /** @throws {W4sError} the only one as it is; `impossible-cells` for several */
  throwIfAny(): void;
}

export function createProblems(): Problems {
  const found: W4sError[] = [];
  return {
    attempt: async (work) => {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof W4sError)) throw error;
        found.push(error);
        return undefined;
      }
    },
    add: (problem) => void found.push(problem),
    throwIfAny: () => {
      const [only, ...others] = found;
      if (only === undefined) return;
      if (others.length === 0) throw only;
      const lines = found.map(({ message, hint }) => `- ${message}${hint === undefined ? '' : `. ${hint}`}`);
      throw usageError(
        'impossible-cells',
        `Expected a transfer that can be run, got ${found.length} problems:\n${lines.join('\n')}`,
        { hint: 'Nothing was asked or paid.', facts: { codes: found.map(({ code }) => code) } },
      );
    },
  };
}
