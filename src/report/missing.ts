import type { EvaluationSummary } from '../evaluate/contract.ts';
import { inconclusiveBecause, isMostlyUnusable } from '../evaluate/index.ts';
import type { Problem } from './problems.ts';
import { count } from '../present/index.ts';
import { isMissing } from '../workflow/index.ts';

/** Why an evaluation without a score has none. */
export function inconclusive(summary: EvaluationSummary, problems: readonly Problem[]): string {
  const missing = isMostlyUnusable(summary) ? null : missingSentence(summary, problems);
  return `Inconclusive: ${missing ?? inconclusiveBecause(summary) ?? 'too little was scored'}.`;
}

/** `12 of 340 replies were not the JSON asked for`; `null` where all were, or an older version did not count. */
export function malformedSentence({
  malformed = 0,
  calls,
}: Pick<EvaluationSummary, 'malformed' | 'calls'>): string | null {
  return malformed === 0 ? null : `${count(malformed)} of ${count(calls)} replies were not the JSON asked for`;
}

/** `3 of 128 missing (2 provider: HTTP 503, 1 unavailable: ...)`; `null` where nothing is. */
export function missingSentence(
  { missing, planned }: Pick<EvaluationSummary, 'missing' | 'planned'>,
  problems: readonly Problem[],
): string | null {
  if (missing === 0) return null;
  const causes = problems.filter(({ kind }) => isMissing(kind));
  const told = causes.slice(0, 3).map(({ kind, message, count: number }) => `${count(number)} ${kind}: ${message}`);
  const rest = causes.length - told.length;
  const sentence = `${count(missing)} of ${count(planned)} missing`;
  if (told.length === 0) return sentence;
  return `${sentence} (${told.join(', ')}${rest > 0 ? `, and ${rest} other causes` : ''})`;
}
