import type { RequestBody } from './body.ts';
import { bringsThinking, isUnsigned } from './extras.ts';
import type { ServerFailure } from './failure.ts';
import type { LearntTraits, MessagePart, OptionalField, ServerTraits } from './traits.ts';

/** One way to ask for less: a part of the request to omit, rename, bound or lower. */
export interface Concession {
  /** The dropped field, for the user. */
  field: string;
  /** The part's key in `Trials.cleared`. */
  part: string;
  change: (traits: LearntTraits) => Partial<LearntTraits>;
  /** Whether the server's message mentions it. Only a hint for the order of tries. */
  isNamed: (failure: ServerFailure) => boolean;
}

/** In the order of tries if the server's message says nothing: first what costs the answer least. */
const OPTIONAL: readonly OptionalField[] = [
  'return_token_ids',
  'logprobs',
  'seed',
  'reasoning_effort',
  'response_format',
  'temperature',
  'stream',
];

/** Names that mean nothing else. */
const OF_ONE_WORD: ReadonlySet<string> = new Set(['return_token_ids', 'logprobs', 'seed', 'temperature']);

const WORDS = {
  return_token_ids: /return_token_ids/i,
  stream: /\bstream/i,
  logprobs: /log_?prob/i,
  seed: /\bseed\b/i,
  reasoning_effort: /reasoning|effort|thinking/i,
  response_format: /response_?format|\bjson\b|json_object|grammar|structured output/i,
  temperature: /temperature/i,
  n: /["'`]n["'`]|\bn\s*(?:>|=|must|should|is|has)|\bmultiple|\b(?:only|at most) (?:one|1)\b|candidate/i,
  reasoning_content: /reasoning_(?:content|details)|extra_content/i,
  unsigned_calls: /thought_?signature/i,
  max_tokens: /max_(?:completion_|output_|new_)?tokens|maxOutputTokens|tokens|context|too (?:large|long)/i,
  system: /\bsystem\b|\broles?\b|developer instruction/i,
} satisfies Record<string, RegExp>;
type Named = keyof typeof WORDS;

/** The servers' default temperature. */
const USUAL_TEMPERATURE = 1;

/** Some servers stop at 1, some require more than 0: nearly greedy. */
const BOUNDS: Record<string, Partial<LearntTraits>[]> = {
  'temperature-high': [{ maxTemperature: USUAL_TEMPERATURE }],
  'temperature-zero': [{ minTemperature: 0.01 }],
};

/** A shorter answer is not worth having. Tokens. */
const LEAST_TOKENS = 64;

/**
 * The parts of this refused request that could be at fault, likely ones first: those the server has not accepted
 * before, and those it names although it has, as servers with several machines behind them do.
 * @param pinned Parts to keep, since the user set them.
 */
export function concessionsFor(
  body: RequestBody,
  failure: ServerFailure,
  traits: ServerTraits,
  pinned: ReadonlySet<string>,
): Concession[] {
  const all = [
    ...messageParts(body, failure),
    ...optionalParts(body, traits),
    ...choicesAsked(body, traits),
    ...tokenLimit(body, failure, traits),
    ...systemRole(body),
  ];
  const isCleared = (one: Concession): boolean =>
    traits.trials.cleared.has(one.part) && !(OF_ONE_WORD.has(one.field) && one.isNamed(failure));
  const suspects = all.filter((one) => !pinned.has(one.part) && !isCleared(one));
  return [...suspects.filter((one) => one.isNamed(failure)), ...suspects.filter((one) => !one.isNamed(failure))];
}

/** The traits with these concessions applied. */
export function withConcessions(traits: ServerTraits, concessions: readonly Concession[]): ServerTraits {
  return concessions.reduce((form, { change }) => ({ ...form, ...change(form) }), traits);
}

/** Records the parts of a successful request, so that later refusals are not blamed on them. */
export function noteAccepted({ trials, maxTokensField }: ServerTraits, body: RequestBody): void {
  trials.answered++;
  for (const field of OPTIONAL) if (field in body) trials.cleared.add(partOf(field, body));
  if (body.messages.some(({ role }) => role === 'system')) trials.cleared.add('system');
  if (body.messages.some(bringsThinking)) trials.cleared.add('reasoning_content');
  if (typeof body['n'] === 'number') trials.acceptedN = Math.max(trials.acceptedN, body['n']);
  const limit = body[maxTokensField];
  if (typeof limit !== 'number') return;
  trials.acceptedTokens = Math.max(trials.acceptedTokens, limit);
  trials.cleared.add(maxTokensField);
}

/**
 * The limits below `from` to try, at most five: one that the server states, then halves, then a small number that it
 * states. Tokens.
 */
export function lowerLimits(from: number, text: string): number[] {
  const numbers = (text.match(/\d[\d,]*/g) ?? []).map((number) => Number(number.replaceAll(',', '')));
  const stated = numbers.filter((limit) => limit < from && limit >= LEAST_TOKENS).sort((a, b) => b - a);
  const halves = [from / 2, from / 4, from / 8].map(Math.floor).filter((limit) => limit >= LEAST_TOKENS);
  const least = from / 8;
  const [large = 0] = stated.filter((limit) => limit >= least);
  const [small = 0] = stated.filter((limit) => limit < least);
  return [...new Set([large, ...halves, small])].filter((limit) => limit > 0);
}

function optionalParts(body: RequestBody, { trials }: ServerTraits): Concession[] {
  return OPTIONAL.filter((field) => field in body).flatMap((field) => {
    const part = partOf(field, body);
    const drop = concession(field, part, without(field));
    if (field !== 'temperature') return [drop];
    // A bound loses less; if other temperatures are accepted, only the value is at fault.
    const bounding = (BOUNDS[part] ?? []).map((bound) => concession(field, part, () => bound));
    return part !== 'temperature' && trials.cleared.has('temperature') ? bounding : [...bounding, drop];
  });
}

function messageParts({ messages }: RequestBody, failure: ServerFailure): Concession[] {
  const dropping = (part: MessagePart): Concession => concession(part, part, without(part));
  const unsigned = messages.some(isUnsigned) ? [dropping('unsigned_calls')] : [];
  return [
    // Google's servers alone want one, and say so.
    ...unsigned.filter((one) => one.isNamed(failure)),
    ...(messages.some(bringsThinking) ? [dropping('reasoning_content')] : []),
  ];
}

function without(part: OptionalField | MessagePart): Concession['change'] {
  return ({ refused }) => ({ refused: [...new Set([...refused, part])] });
}

function partOf(field: OptionalField, body: RequestBody): string {
  if (field !== 'temperature') return field;
  const value = Number(body['temperature']);
  // The default value says nothing about others, which reasoning models refuse.
  if (value === USUAL_TEMPERATURE) return 'temperature-usual';
  if (value > USUAL_TEMPERATURE) return 'temperature-high';
  return value === 0 ? 'temperature-zero' : 'temperature';
}

function choicesAsked(body: RequestBody, { trials }: ServerTraits): Concession[] {
  const asked = body['n'];
  if (typeof asked !== 'number' || asked <= trials.acceptedN) return [];
  const found: Partial<LearntTraits> = trials.acceptedN > 1 ? { maxN: trials.acceptedN } : { n: 'single' };
  return [concession('n', 'n', () => found)];
}

function tokenLimit(
  body: RequestBody,
  { text }: ServerFailure,
  { maxTokensField: field, trials }: ServerTraits,
): Concession[] {
  const limit = body[field];
  if (typeof limit !== 'number') return [];
  const other = field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  const rename = concession(field, field, () => ({ maxTokensField: other }));
  const lower =
    limit <= trials.acceptedTokens
      ? []
      : lowerLimits(limit, text).map((maxTokens) => concession('max_tokens', 'token-limit', () => ({ maxTokens })));
  const isAboutName = new RegExp(`\\b${other}\\b|support|recogni|unknown|unexpected|permitted|extra`, 'i').test(text);
  return isAboutName ? [rename, ...lower] : [...lower, rename];
}

function systemRole(body: RequestBody): Concession[] {
  if (!body.messages.some(({ role }) => role === 'system')) return [];
  return [concession('system', 'system', () => ({ mergeSystem: true }))];
}

function concession(field: Named | 'max_completion_tokens', part: string, change: Concession['change']): Concession {
  const word = field === 'max_completion_tokens' ? 'max_tokens' : field;
  return { field, part, change, isNamed: (failure) => names(failure, word) };
}

function names({ param, text, status }: ServerFailure, word: Named): boolean {
  if (word === 'max_tokens' && status === 413) return true;
  // A named parameter is the whole hint, unless it is not ours.
  const isOurs = param !== undefined && Object.values(WORDS).some((words) => words.test(paramWords(param)));
  return WORDS[word].test(isOurs ? paramWords(param) : text);
}

/** `n` alone occurs in many texts; as a parameter it is the field. */
function paramWords(param: string): string {
  return param === 'n' ? "'n'" : param;
}
