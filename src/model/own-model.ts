import { z } from 'zod';
import { expectedBy, valueAt } from '../base/read-options.ts';
import { clip } from '../base/clip.ts';
import { first } from '../base/lists.ts';
import type { Completion, CompletionRequest, Model } from './contract.ts';
import { decorate } from './decorate.ts';
import { ModelError } from './error.ts';
import { foreignError } from './foreign-error.ts';

/**
 * A model that came as an object: what it throws is a {@link ModelError}, with the kind that its HTTP status or its
 * words give it, and what it returns is looked at, so that the books and the cache can rely on both.
 */
export function ownModel(model: Model): Model {
  return decorate(model, async (request) => {
    let completion: Completion;
    try {
      completion = await model.complete(request);
    } catch (error) {
      if (error instanceof ModelError || request.signal?.aborted) throw error;
      throw foreignError(model.id, error);
    }
    assertCompletion(model.id, completion, request);
    return completion;
  });
}

const amount = z.number().nonnegative();
const bill = z.object({ promptTokens: amount, completionTokens: amount, costUsd: amount.nullable() });

const toolCall = z.object({ id: z.string(), name: z.string(), arguments: z.string() });

const completionSchema = z.object({
  choices: z.array(z.object({ text: z.string(), toolCalls: z.array(toolCall).optional() })).min(1),
  usage: bill.omit({ costUsd: true }),
  costUsd: amount.nullable(),
  fresh: bill.extend({ requests: amount }),
  model: z.string(),
  latencyMs: amount,
});

/** Fewer choices than were asked for are asked for again, one by one. @throws {ModelError} `protocol` */
function assertCompletion(id: string, completion: unknown, { n = 1 }: CompletionRequest): void {
  const parsed = completionSchema.safeParse(completion);
  if (!parsed.success) {
    const issue = first(parsed.error.issues);
    const name = issue.path.join('.') || 'the completion';
    throw misfit(id, completion, `\`${name}\` to be ${expectedBy(issue)}`, valueAt(completion, issue.path));
  }
  const { length } = parsed.data.choices;
  if (length > n) throw misfit(id, completion, `at most ${n} \`choices\``, length);
}

/** What it says that it was paid is booked; else the most that it may have cost. */
function misfit(id: string, completion: unknown, expected: string, got: unknown): ModelError {
  const paid = bill.safeParse(valueAt(completion, ['fresh']));
  const facts = paid.success ? { paid: paid.data } : { mayBePaid: true };
  const shown = typeof got === 'number' ? String(got) : (JSON.stringify(got) ?? String(got));
  return new ModelError(`Expected ${expected} in what \`${id}\` returned, got \`${clip(shown, 200)}\``, {
    ...facts,
    kind: 'protocol',
    model: id,
    hint: 'See "Models of your own" in docs/library.md.',
  });
}
