import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimOptions, SimServer } from './contract.ts';
import { startSim } from './index.ts';
import { chat, post, sums, taskOf, texts, user } from '../../../tests/support/sim.ts';

const items = sums(40);
const tasks = [taskOf(items)];
const question = user(items[7]!.input);

/** A server for one test. */
async function withSim<T>(options: SimOptions, use: (sim: SimServer) => Promise<T>): Promise<T> {
  const sim = await startSim({ tasks, ...options });
  try {
    return await use(sim);
  } finally {
    await sim.close();
  }
}

describe('a simulator without faults', () => {
  let sim: SimServer;
  beforeAll(async () => {
    sim = await startSim({ tasks });
  });
  afterAll(() => sim.close());

  it.each(['/', '/v1', '/health', '/v1/models'])('says on %s that it is one', async (path) => {
    const response = await fetch(new URL(path, sim.url));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('not a language model');
  });

  it.each(['sim-executor', 'sim-meta'])('says in the replies of %s that they are simulated', async (model) => {
    expect((await chat(sim.url, { model, messages: question })).model).toBe(`${model} (simulated)`);
  });

  it('returns n choices, with a plausible usage', async () => {
    const body = await chat(sim.url, { messages: question, n: 5 });
    expect(body.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4]);
    expect(body.usage.completion_tokens).toBe(texts(body).reduce((sum, text) => sum + Math.ceil(text.length / 4), 0));
    expect(body.usage.prompt_tokens).toBe(4 + Math.ceil(items[7]!.input.length / 4));
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
  });

  it.each(['max_tokens', 'max_completion_tokens'])('heeds %s', async (field) => {
    const full = await chat(sim.url, { model: 'sim-meta', messages: question });
    const cut = await chat(sim.url, { model: 'sim-meta', messages: question, [field]: 10 });
    expect(cut.choices[0]!.finish_reason).toBe('length');
    expect(cut.usage.completion_tokens).toBe(10);
    expect(texts(full)[0]).toMatch(new RegExp(`^${texts(cut)[0]!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  });

  it('stops before a stop word', async () => {
    const messages = user('nothing it knows');
    const full = texts(await chat(sim.url, { messages }))[0]!;
    expect(full).toContain(' general ');
    expect(texts(await chat(sim.url, { messages, stop: [' general '] }))[0]).toBe(full.split(' general ')[0]);
  });

  it('gives one log-probability for each token, and tokens that make up the text', async () => {
    const body = await chat(sim.url, { model: 'sim-meta', messages: question, logprobs: true });
    const { content } = body.choices[0]!.logprobs!;
    expect(content.map(({ token }) => token).join('')).toBe(texts(body)[0]);
    expect(content.every(({ logprob }) => logprob <= 0 && logprob >= -2)).toBe(true);
    expect((await chat(sim.url, { messages: question })).choices[0]!.logprobs).toBeNull();
  });

  it('streams the same text', async () => {
    const body = { model: 'sim-meta', messages: question, n: 2, seed: 3 };
    const whole = texts(await chat(sim.url, body));
    const response = await post(sim.url, { ...body, stream: true });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = (await response.text())
      .split('\n\n')
      .filter(Boolean)
      .map((line) => line.replace(/^data: /, ''));
    expect(events.at(-1)).toBe('[DONE]');
    const pieces = events
      .slice(0, -1)
      .flatMap((event) => JSON.parse(event).choices as { index: number; delta: { content?: string } }[]);
    const joined = [0, 1].map((k) =>
      pieces
        .filter(({ index }) => index === k)
        .map(({ delta }) => delta.content ?? '')
        .join(''),
    );
    expect(joined).toEqual(whole);
  });

  it.each([
    ['an unknown model', { model: 'gpt-6-sol', messages: question }, 404, 'model_not_found'],
    ['no messages', { model: 'sim-meta', messages: [] }, 400, 'invalid_value'],
    ['n of 0', { model: 'sim-meta', messages: question, n: 0 }, 400, 'invalid_value'],
    ['no JSON object', 'hello', 400, 'invalid_value'],
  ])('refuses %s', async (_, body, status, code) => {
    const response = await post(sim.url, body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: { code: string } }).error.code).toBe(code);
  });

  it('repeats a choice for the same seed and index, and varies it with either', async () => {
    const ask = async (seed: number) =>
      texts(await chat(sim.url, { model: 'sim-meta', messages: question, n: 4, seed }));
    const [first, again, other] = [await ask(1), await ask(1), await ask(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(1);
    const single = texts(await chat(sim.url, { model: 'sim-meta', messages: question, seed: 1 }));
    expect(single[0]).toBe(first[0]);
  });

  it.each(['sim-executor', 'sim-meta'])('says the same every time at temperature 0 (%s)', async (model) => {
    const said = await Promise.all(
      [1, 2, 3].map((seed) => chat(sim.url, { model, messages: question, n: 3, seed, temperature: 0 })),
    );
    expect(new Set(said.flatMap(texts)).size).toBe(1);
  });
});

describe('stats', () => {
  it('count what happened', () =>
    withSim({}, async (sim) => {
      await Promise.all([1, 2, 3].map((seed) => chat(sim.url, { messages: question, n: 2, seed })));
      await chat(sim.url, { model: 'sim-meta', messages: question });
      await chat(sim.url, { messages: user('nothing it knows') });
      await post(sim.url, { model: 'nobody', messages: question });
      const stats = (await (await fetch(new URL('/stats', sim.url))).json()) as ReturnType<SimServer['stats']>;
      expect(stats).toEqual(sim.stats());
      expect(stats).toMatchObject({
        requests: 6,
        choices: 8,
        byModel: { 'sim-executor': 4, 'sim-meta': 1 },
        unknownItems: 1,
      });
      expect(stats.byFault).toEqual({ '429': 0, '500': 0, hang: 0, cut: 0, busy: 0, refused: 1 });
    }));

  it('hold the most requests at once', () =>
    withSim({ latencyMs: 250 }, async (sim) => {
      await Promise.all(Array.from({ length: 12 }, () => chat(sim.url, { messages: question })));
      expect(sim.stats().peakConcurrency).toBe(12);
    }));
});

describe('faults', () => {
  it('429 names when to come again', () =>
    withSim({ faults: { 429: 1 }, retryAfterS: 7 }, async (sim) => {
      const response = await post(sim.url, { model: 'sim-executor', messages: question });
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
      expect(sim.stats().byFault['429']).toBe(1);
    }));

  it('500 is an error in the form of the interface', () =>
    withSim({ faults: { 500: 1 } }, async (sim) => {
      const response = await post(sim.url, { model: 'sim-executor', messages: question });
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ error: { type: 'server_error' } });
    }));

  it('hang lasts until the client gives up', () =>
    withSim({ faults: { hang: 1 } }, async (sim) => {
      const pending = post(sim.url, { model: 'sim-executor', messages: question }, AbortSignal.timeout(200));
      await expect(pending).rejects.toThrow(/abort|timeout/i);
      expect(sim.stats().byFault.hang).toBe(1);
    }));

  it('hanging connections end when the server closes', async () => {
    const sim = await startSim({ faults: { hang: 1 }, tasks });
    const pending = post(sim.url, { model: 'sim-executor', messages: question }).catch((error: unknown) => error);
    while (sim.stats().byFault.hang === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await sim.close();
    expect(await pending).toBeInstanceOf(Error);
  });

  it('cut sends headers and a part of the body', () =>
    withSim({ faults: { cut: 1 } }, async (sim) => {
      const response = await post(sim.url, { model: 'sim-meta', messages: question });
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow();
      expect(sim.stats()).toMatchObject({ choices: 0, byFault: { cut: 1 } });
    }));

  it('come at their rates and leave the content alone', async () => {
    const bodies = Array.from({ length: 150 }, (_, i) => ({ messages: user(items[i % 40]!.input), seed: i, n: 2 }));
    const calm = await withSim({ seed: 5 }, async (sim) =>
      Promise.all(bodies.map(async (body) => texts(await chat(sim.url, body)))),
    );
    await withSim({ seed: 5, faults: { 429: 0.1, 500: 0.1, cut: 0.1 } }, async (sim) => {
      const retried = async (body: (typeof bodies)[number]): Promise<string[]> =>
        chat(sim.url, body).then(texts, () => retried(body));
      expect(await Promise.all(bodies.map(retried))).toEqual(calm);
      const { requests, byFault } = sim.stats();
      for (const fault of ['429', '500', 'cut'] as const) {
        expect(byFault[fault] / requests).toBeGreaterThan(0.04);
        expect(byFault[fault] / requests).toBeLessThan(0.17);
      }
      expect(requests).toBe(150 + byFault['429'] + byFault['500'] + byFault.cut);
    });
  });
});

describe('servers that know less', () => {
  it.each([
    ['n', { n: 2 }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['max_completion_tokens', { max_completion_tokens: 100 }],
    ['seed', { seed: 1 }],
  ] as const)('refuse %s by name, and take the request without it', (field, extra) =>
    withSim({ refuse: [field] }, async (sim) => {
      const response = await post(sim.url, { model: 'sim-executor', messages: question, ...extra });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { param: field, code: 'unsupported_parameter' } });
      expect((await chat(sim.url, { messages: question, n: 1 })).choices).toHaveLength(1);
    }),
  );

  it('ignore n', () =>
    withSim({ ignoreN: true }, async (sim) => {
      expect((await chat(sim.url, { messages: question, n: 5 })).choices).toHaveLength(1);
    }));

  it('take only so many requests at once', () =>
    withSim({ maxConcurrent: 3, latencyMs: 100 }, async (sim) => {
      const responses = await Promise.all(
        Array.from({ length: 10 }, () => post(sim.url, { model: 'sim-executor', messages: question })),
      );
      expect(responses.filter(({ status }) => status === 200)).toHaveLength(3);
      expect(responses.filter(({ status }) => status === 429)).toHaveLength(7);
      expect(sim.stats().byFault.busy).toBe(7);
    }));
});

describe('options', () => {
  it('let a reply wait', () =>
    withSim({ latencyMs: 80, jitter: 0.5 }, async (sim) => {
      const start = performance.now();
      await chat(sim.url, { messages: question });
      expect(performance.now() - start).toBeGreaterThan(35);
    }));

  it('load tasks once, when first needed', async () => {
    let loads = 0;
    await withSim({ tasks: async () => (loads++, tasks) }, async (sim) => {
      await chat(sim.url, { model: 'sim-meta', messages: question });
      expect(loads).toBe(0);
      await Promise.all([1, 2, 3].map((seed) => chat(sim.url, { messages: question, seed })));
      expect(loads).toBe(1);
      expect(sim.stats().unknownItems).toBe(0);
    });
  });

  it.each([
    [{ quality: 1.5 }, '`quality`'],
    [{ faults: { 429: 0.7, hang: 0.6 } }, '`the sum of faults`'],
    [{ faults: { cut: -1 } }, '`faults.cut`'],
    [{ maxConcurrent: 0 }, '`maxConcurrent`'],
  ] as const)('%j are refused', async (options, name) => {
    await expect(startSim(options)).rejects.toMatchObject({
      code: 'invalid-option',
      exitCode: 2,
      message: expect.stringContaining(name),
    });
  });

  it('say when the port is taken', () =>
    withSim({}, async ({ port }) => {
      await expect(startSim({ port })).rejects.toMatchObject({
        code: 'sim-not-started',
        message: expect.stringContaining(String(port)),
      });
    }));
});
