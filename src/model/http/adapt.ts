import type { RequestBody } from './body.ts';
import type { ServerFailure } from './failure.ts';
import type { OptionalField, ServerTraits } from './traits.ts';

/** A server's way to say that it does not know or take a field, as against a wrong value of it. */
const NOT_TAKEN =
  /unsupported|not supported|n[o']t (?:currently )?support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|extra (?:fields|inputs)|deprecated|not available|not implemented|incompatible|instead/i;

const N_NOT_TAKEN = /["'`]n["'`]|\bn\s*(?:>|=|must|should|is|has)|\bmultiple (?:choices|completions|generations)|\b(?:only|at most) (?:one|1) (?:choice|completion|candidate)/i;

const DROPPABLE: readonly OptionalField[] = ['response_format', 'return_token_ids', 'logprobs', 'seed', 'temperature'];

/** Learns from a refusal which field to do without. Returns its name, or `undefined` when the refusal is about something else. */
export function adapt(traits: ServerTraits, body: RequestBody, failure: ServerFailure): string | undefined {
  if (failure.kind !== 'bad-request' || ![400, 422, 501].includes(failure.status)) return undefined;
  if ('n' in body && refusesN(failure)) {
    traits.n = 'single';
    return 'n';
  }
  if (!NOT_TAKEN.test(failure.text)) return undefined;
  const limit = traits.maxTokensField;
  if (limit in body && names(failure, limit)) {
    traits.maxTokensField = limit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    return limit;
  }
  const field = DROPPABLE.find((name) => name in body && names(failure, name));
  if (field) traits.refused.add(field);
  return field;
}

function refusesN({ param, text }: ServerFailure): boolean {
  return param === 'n' || (param === undefined && N_NOT_TAKEN.test(text));
}

function names({ param, text }: ServerFailure, field: string): boolean {
  return param === undefined ? new RegExp(`\\b${field}\\b`).test(text) : param === field || param.startsWith(`${field}.`);
}
