import { usageError } from '../../base/errors.ts';

/**
 * An API's address without a trailing slash; `/v1` is added where it has no path.
 * @throws {W4sError} `bad-url`; the message never repeats an address that may hold a password.
 */
export function parseBaseUrl(text: string, field: string): string {
  const url = URL.parse(text.trim());
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw usageError(
      'bad-url',
      `Expected \`${field}\` to be an address as http://host:port/v1, got ${text.includes('@') ? 'something else' : `\`${text}\``}`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw usageError('bad-url', `Expected \`${field}\` to be an address without a password or a query, got one with`, {
      hint: 'Addresses are stored and shown. Put the key into an environment variable and name it as `apiKeyEnv` in w4s.config.ts.',
    });
  }
  const path = url.pathname.replace(/\/+$/, '');
  return `${url.origin}${path === '' ? '/v1' : path}`;
}
