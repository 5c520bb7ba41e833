import { usageError } from '../base/errors.ts';

/** The options of the library that have other names than their flags. */
const OPTIONS: Readonly<Record<string, string>> = {
  budget: 'budgetUsd',
  budgetPerDay: 'budgetUsdPerDay',
  data: 'dataDir',
  forget: 'forgets',
  fresh: "cache: 'fresh'",
  keyEnv: 'key',
  new: 'anew',
  noGolds: 'golds: false',
  timeout: 'timeoutMs',
};

/**
 * Refuses flags of the command line among the options of a call: JavaScript would pass over a `budget` in silence, and
 * the run would have none.
 * @throws {W4sError} `invalid-option`, exit code 2, that names the option
 */
export function refuseFlagNames(options: object): void {
  const given = options as Record<string, unknown>;
  const flag = Object.keys(OPTIONS).find((name) => given[name] !== undefined);
  if (flag !== undefined)
    throw usageError('invalid-option', `Expected no option \`${flag}\``, {
      hint: `That is its name on the command line. In a program write \`${OPTIONS[flag]}\`.`,
    });
}
