import type { AdaptEvent } from '../model/index.ts';

const MEANING: Record<string, string> = {
  temperature: 'temperatures that workflows ask for have no effect',
  seed: 'the same request may bring other answers',
  response_format: 'JSON is asked for in words alone',
  logprobs: 'there are no log-probabilities',
  n: 'several answers are several requests',
  system: 'system messages go into the message of the user',
  max_tokens: 'answers are asked for with another limit',
  max_completion_tokens: 'answers are asked for with another limit',
};

/** What a person should know about a part of the request that a server does not take. */
export function adaptText({ model, field, reason }: AdaptEvent): string {
  return `${model} does not take \`${field}\` as asked: ${MEANING[field] ?? 'it is left out'} (${reason})`;
}
