import { expect, it } from 'vitest';
import { ModelError, type ModelErrorKind } from '../model/index.ts';
import { retryNews } from './retry-news.ts';

it('tells the first retry at once, then one line every ten seconds that counts all others by server and cause', () => {
  const lines: string[] = [];
  let time = 0;
  const hear = retryNews(
    (text) => lines.push(text),
    () => time,
  );
  const fail = (server: string, kind: ModelErrorKind): void =>
    hear({
      server,
      model: `${server}#m`,
      attempt: 1,
      delayMs: 250,
      error: new ModelError(`${server} says no`, { kind, model: `${server}#m` }),
    });
  for (time = 100; time < 20_000; time += 100) {
    fail('http://a/v1', time % 400 === 0 ? 'timeout' : 'rate-limit');
    if (time % 1_000 === 0) fail('http://b/v1', 'network');
  }
  expect(lines).toEqual([
    'Waiting for http://a/v1: 1 refused for the rate limit. ' +
      'Each is tried again, the last one in 250 ms: http://a/v1 says no',
    'Waiting for http://a/v1: 75 refused for the rate limit, 25 not answered in time; ' +
      'http://b/v1: 10 lost on the way. ' +
      'Each is tried again, the last one in 250 ms: http://a/v1 says no',
  ]);
});
