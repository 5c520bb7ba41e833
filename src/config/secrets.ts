import { usageError } from '../base/errors.ts';

const SECRET_SHAPE = /\b(?:sk|pk|rk|gsk|xai|hf|ghp|xox[bp])[-_][\w-]{8,}|\bAIza[\w-]{10,}|^Bearer\s+(?!\$\{)\S+/;

const SECRET_FIELD = /^(?:api[-_]?key|key|token|secret|password|authorization|x-api-key|api-key|x-goog-api-key)$/i;

/**
 * Keys do not belong into a file that gets committed and shared. Checked before the fields, so that no other message
 * repeats one.
 * @throws {W4sError} `inline-secret`, exit code 2, without the value.
 */
export function refuseSecrets(value: unknown, file: string, path: readonly string[] = []): void {
  if (typeof value === 'string' && isSecret(value, path.at(-1) ?? '')) throw inlineSecret(path, file);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) refuseSecrets(inner, file, [...path, name]);
}

function isSecret(value: string, field: string): boolean {
  if (SECRET_FIELD.test(field)) return !/\$\{\w+\}/.test(value);
  return SECRET_SHAPE.test(value) || /^https?:\/\/[^/]*@|[?&](?:api_?)?(?:key|token)=/i.test(value);
}

function inlineSecret(path: readonly string[], file: string): Error {
  const inHeader = path.includes('headers');
  const instead = inHeader ? "write it as '${MY_API_KEY}'" : "write `apiKeyEnv: 'MY_API_KEY'`";
  const leaks = 'Config files are committed and copied, so a key in one leaks.';
  return usageError(
    'inline-secret',
    `Expected \`${path.join('.')}\` in ${file} to hold no key, got what looks like one`,
    {
      hint: `${leaks} Put the key into an environment variable and ${instead}.`,
      facts: { field: path.join('.'), file },
    },
  );
}
