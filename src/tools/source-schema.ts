import { z } from 'zod';
import type { ToolSource } from './contract.ts';

const text = z.string().min(1, 'Expected non-empty text');
const variable = z.string().regex(/^[A-Za-z_]\w*$/, 'Expected the name of an environment variable, and not its value');
const limits = {
  allow: z.array(text).min(1, 'Expected at least one name').optional(),
  perItem: z.boolean().optional(),
};

const program = z.strictObject({
  command: text,
  args: z.array(z.string()).optional(),
  env: z.array(variable).optional(),
  cwd: text.optional(),
  ...limits,
});

const address = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'Expected an address that begins with `http://` or `https://`' })
    .refine((url) => new URL(url).password === '', 'Expected an address without a password; use `headers`'),
  headers: z
    .record(
      z.string(),
      z.string().regex(/\$\{\w+\}/, 'Expected a value that names an environment variable, such as `Bearer ${TOKEN}`'),
    )
    .optional(),
  ...limits,
});

const corpus = z.strictObject({
  corpus: text,
  name: z
    .string()
    .regex(/^[A-Za-z_][\w-]{0,63}$/, 'Expected letters, digits, `_` or `-`')
    .optional(),
});

const KINDS = { command: program, url: address, corpus } as const;

/** One source of tools, as `ToolSource`; which kind it is, is told by its first field. */
export const toolSource = z.unknown().transform((value, context): ToolSource => {
  const kind = kindOf(value);
  if (kind === undefined) {
    context.addIssue('Expected `command`, `url` or `corpus` in it');
    return z.NEVER;
  }
  const checked = KINDS[kind].safeParse(value);
  if (checked.success) return checked.data;
  for (const { path, message } of checked.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});

export const toolSources = z.array(toolSource).min(1, 'Expected at least one source of tools');

function kindOf(value: unknown): keyof typeof KINDS | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (['command', 'url', 'corpus'] as const).find((kind) => kind in value);
}
