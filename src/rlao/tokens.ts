import { usageError } from '../base/errors.ts';
import type { RewardedRow } from './rows.ts';
import type { RunTrajectories } from './trajectory.ts';

/**
 * `auto`: sampled ids where they are stored; `drop`: only text, which the trainer splits with the base model's
 * tokenizer.
 */
export type TokenPolicy = 'auto' | 'drop';

/**
 * The rows with their token ids checked or dropped. Ids mean nothing without the tokenizer that made them.
 * @throws usage error `mixed-tokenizers` when ids of several models would be mixed.
 */
export function withTokens(
  rows: readonly RewardedRow[],
  sources: readonly RunTrajectories[],
  policy: TokenPolicy,
): RewardedRow[] {
  if (policy === 'drop') return rows.map((row) => ({ ...row, tokens: null }));
  const models = modelsWithIds(rows, sources);
  if (models.length <= 1) return [...rows];
  const without = '--tokens drop: the text is then tokenised for the base model';
  throw usageError('mixed-tokenizers', `Expected sampled token ids of one model, got ids of ${models.join(', ')}`, {
    hint: `Choose runs of one meta-agent with --run, or leave the ids out with ${without}.`,
  });
}

function modelsWithIds(rows: readonly RewardedRow[], sources: readonly RunTrajectories[]): string[] {
  const wanted = new Set(rows.filter(({ tokens }) => tokens !== null).map(({ id }) => id));
  const candidates = sources.flatMap(({ trajectories }) =>
    trajectories.flatMap(({ states }) => states.flatMap((state) => state.candidates)),
  );
  const models = candidates.flatMap(({ id, attempts }) =>
    attempts.filter(({ index }) => wanted.has(`${id}#${index}`)).map(({ model }) => model),
  );
  return [...new Set(models)].toSorted();
}
