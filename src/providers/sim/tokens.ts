import { seededRandom } from '../../base/random.ts';

/** Characters that count as one token: close to byte-pair vocabularies on English. */
const CHARACTERS_PER_TOKEN = 4;

/** Plausible, but no real tokenizer's: pieces of four characters that concatenate to the text. */
export function tokensOf(text: string): string[] {
  const characters = Array.from(text);
  const tokens: string[] = [];
  for (let at = 0; at < characters.length; at += CHARACTERS_PER_TOKEN) {
    tokens.push(characters.slice(at, at + CHARACTERS_PER_TOKEN).join(''));
  }
  return tokens;
}

export function countTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** The `logprobs` of a choice; the same text always has the same ones. */
export function logprobsOf(text: string) {
  const random = seededRandom('logprobs', text);
  const content = tokensOf(text).map((token) => ({
    token,
    logprob: -Number((2 * random() ** 2).toFixed(4)),
    bytes: [...Buffer.from(token, 'utf8')],
    top_logprobs: [],
  }));
  return { content, refusal: null };
}
