import { usageError } from '../../base/errors.ts';

const NAME_THE_KEY = 'Put the key into an environment variable and set `apiKeyEnv` in w4s.config.ts to its name.';

/**
 * An API's address without a trailing slash; adds `/v1` if it has no path.
 * @throws {W4sError} `bad-url`; the message never repeats an address that may hold a password.
 */
export function parseBaseUrl(text: string, field: string): string {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol)) {
    const got = text.includes('@') ? 'something else' : `\`${text}\``;
    throw usageError('bad-url', `Expected \`${field}\` to be an address like http://host:port/v1, got ${got}`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw usageError('bad-url', `Expected \`${field}\` to be an address without a password or a query, got one with`, {
      hint: `Addresses are stored and shown. ${NAME_THE_KEY}`,
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}
