import { usageError } from '../../base/errors.ts';
import { trainingTokensOf } from '../../rlao/index.ts';
import { type Store, findModel } from '../../store/index.ts';

/**
 * Tokens to train on: so many, or those of another model's training; `undefined` without a budget.
 * @throws usage errors
 */
export async function tokenBudget(
  store: Store,
  { tokens, tokensOf }: { tokens?: number; tokensOf?: string },
): Promise<number | undefined> {
  if (tokensOf === undefined) return tokens;
  if (tokens !== undefined) throw usageError('two-token-budgets', 'Expected either `tokens` or `tokensOf`, got both');
  const found = trainingTokensOf(await findModel(store, tokensOf));
  if (found !== null) return found;
  throw usageError('tokens-unknown', `Expected \`${tokensOf}\` to be a model whose training counted its tokens`, {
    hint: 'It is not trained to the end, or by an older version. Give a number: --tokens N.',
  });
}
