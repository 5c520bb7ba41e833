import { type Read, refused } from '../../providers/chat-api/index.ts';

/** What shapes the answer of a model; what a workflow asks of its executor is in its own code. */
const SAMPLING: readonly string[] = [
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'response_format',
  'reasoning_effort',
  'reasoning',
  'text',
  'verbosity',
  'prediction',
  'modalities',
];

type Fields = Readonly<Record<string, unknown>>;

/** Fields that were sent and mean nothing here. */
export function ignoredIn(body: Fields): string[] {
  return SAMPLING.filter((field) => body[field] !== undefined && body[field] !== null);
}

/** What would be answered wrongly if it were passed over. */
const REFUSED: readonly { field: string; isMeant: (value: unknown) => boolean; why: string }[] = [
  { field: 'tools', isMeant: isFilled, why: 'a workflow calls no tools of its client; leave `tools` out' },
  { field: 'functions', isMeant: isFilled, why: 'a workflow calls no functions of its client; leave `functions` out' },
  { field: 'modalities', isMeant: isMoreThanText, why: 'a workflow answers with text' },
  { field: 'audio', isMeant: Boolean, why: 'a workflow answers with text' },
  { field: 'suffix', isMeant: isText, why: 'a workflow writes no text before another; leave `suffix` out' },
  { field: 'echo', isMeant: (value) => value === true, why: 'a workflow gives its answer alone; leave `echo` out' },
  { field: 'best_of', isMeant: (value) => Number(value) > 1, why: 'a workflow gives one answer' },
  { field: 'n', isMeant: (value) => Number(value) > 1, why: 'a workflow gives one answer; ask again for another' },
  { field: 'previous_response_id', isMeant: isText, why: 'no conversation is kept; send all its messages' },
  { field: 'conversation', isMeant: Boolean, why: 'no conversation is kept; send all its messages' },
  { field: 'background', isMeant: (value) => value === true, why: 'a response is waited for, or streamed' },
];

export function refusedIn(body: Fields): Extract<Read<unknown>, { ok: false }> | undefined {
  const found = REFUSED.find(({ field, isMeant }) => body[field] != null && isMeant(body[field]));
  if (found === undefined) return undefined;
  return refused(`\`${found.field}\` is not supported: ${found.why}`, found.field, 'unsupported_parameter');
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function isMoreThanText(value: unknown): boolean {
  return Array.isArray(value) && value.some((one) => one !== 'text');
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
