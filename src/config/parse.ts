import type { z } from 'zod';
import { usageError } from '../base/errors.ts';
import { first } from '../base/lists.ts';
import { nearest } from '../base/nearest.ts';
import { expectedBy, valueAt } from '../base/read-options.ts';
import { knownFields } from './known-fields.ts';
import { configSchema } from './schema.ts';
import type { W4sConfig } from './schema.ts';
import { refuseSecrets } from './secrets.ts';

/**
 * Checks the config of a file.
 * @throws {W4sError} `inline-secret`, or as {@link checkConfig}
 */
export function parseConfig(value: unknown, file: string): W4sConfig {
  refuseSecrets(value, file);
  return checkConfig(value, file);
}

/**
 * Checks a config object, which may hold keys where a program made it.
 * @param file Where it stands, for messages.
 * @throws {W4sError} `unknown-field` or `bad-config`, exit code 2; names the file and the field.
 */
export function checkConfig(value: unknown, file: string): W4sConfig {
  const result = configSchema.safeParse(value);
  if (result.success) return result.data;
  throw fieldError(first(result.error.issues), value, file);
}

function fieldError(issue: z.core.$ZodIssue, value: unknown, file: string): Error {
  if (issue.code === 'unrecognized_keys') return unknownField(issue.path.map(String), first(issue.keys), file);
  const field = issue.path.join('.') || 'the config';
  return usageError(
    'bad-config',
    `Expected \`${field}\` in ${file} to be ${expectedBy(issue)}, got ${shown(valueAt(value, issue.path))}`,
    { facts: { field, file } },
  );
}

function unknownField(parents: readonly string[], name: string, file: string): Error {
  const known = knownFields(configSchema, parents);
  const near = nearest(name, known);
  const field = [...parents, name].join('.');
  const meant = near === undefined ? '' : `Did you mean \`${near}\`? `;
  return usageError('unknown-field', `Expected a known field in ${file}, got \`${field}\``, {
    hint: `${meant}Known here: ${known.join(', ')}.`,
    facts: { field, file, nearest: near },
  });
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const type = Array.isArray(value) ? 'list' : typeof value;
  return `\`${JSON.stringify(value) ?? String(value)}\` (${type})`;
}
