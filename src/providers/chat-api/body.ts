import { first } from '../../base/lists.ts';
import { z } from 'zod';

/** Kinds of parts that are text, of chat completions and responses. */
const TEXT_PARTS: readonly unknown[] = [undefined, 'text', 'input_text', 'output_text'];

const parts = z.array(z.looseObject({ type: z.string().optional(), text: z.string().optional() }));

/**
 * What a message says, its parts joined. Images, sound and files are refused: left out, they would change the question.
 */
export const contentSchema = z
  .union([z.string(), z.null(), parts])
  .optional()
  .transform((value, context) => {
    if (!Array.isArray(value)) return value ?? '';
    const other = value.findIndex(({ type }) => !TEXT_PARTS.includes(type));
    if (other < 0) return value.map(({ text }) => text ?? '').join('\n');
    const message = `Expected content of type text, got \`${value[other]?.type}\`: only text is read here`;
    context.addIssue({ code: 'custom', path: [other], message });
    return z.NEVER;
  });

/** The part of OpenAI's chat completion request that our servers use; other fields pass through. */
const bodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })).min(1),
  n: z.int().min(1).max(128).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  logprobs: z.boolean().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

export type ChatBody = z.infer<typeof bodySchema>;

/** A server's answer with a 4xx status. */
export interface Refusal {
  status: 400 | 404;
  message: string;
  param: string | null;
  code: string;
}

export type Read<T> = ({ ok: true } & T) | { ok: false; refusal: Refusal };

/** @param value `undefined` of a body that could not be read */
export function readBody(value: unknown): Read<{ body: ChatBody }> {
  if (value === undefined)
    return refused('Expected a JSON object in UTF-8 as body, got something else', null, 'invalid_json');
  return readWith(bodySchema, value);
}

/** A body by its schema; the first thing that is wrong is told. */
export function readWith<T>(schema: z.ZodType<T>, value: unknown): Read<{ body: T }> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, body: parsed.data };
  const { path, message } = plainest(first(parsed.error.issues));
  const param = path.join('.');
  return refused(param === '' ? message : `${param}: ${message}`, param || null, 'invalid_value');
}

type Issue = Pick<z.core.$ZodIssue, 'path' | 'message'>;

/** Of several forms that a value may have, what is wrong in the one that it comes closest to. */
function plainest(issue: z.core.$ZodIssue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap((form) => form.slice(0, 1).map(plainest));
  const deepest = inner.toSorted((a, b) => b.path.length - a.path.length)[0];
  return deepest === undefined ? issue : { path: [...issue.path, ...deepest.path], message: deepest.message };
}

export function refused(message: string, param: string | null, code: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { status: 400, message, param, code } };
}

/** An error in OpenAI's form. */
export function errorBody(message: string, type: string, param: string | null, code: string | null) {
  return { error: { message, type, param, code } };
}
