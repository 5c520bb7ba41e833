import { loadConfig, storePlace } from '../../config/index.ts';
import { usageError } from '../../base/errors.ts';
import { storeName } from '../../base/store-url.ts';
import { type WorkflowServer, DEFAULT_PORT, serveWorkflows } from '../../serve/index.ts';
import { defineCommand } from '../command.ts';
import { dataOption, outsideOption, sandboxOption, storeOption, tokensOption } from '../common.ts';
import { amount, choice, grouped, integer, many, text, toggle, withDefault } from '../option.ts';
import type { Output } from '../output.ts';

export const serveCommand = defineCommand({
  details:
    'Each WORKFLOW is a published version (emails, emails@3), a run (then its winner), a candidate as RUN/t03c1, ' +
    'or a .py file; clients name it as their model. Each day of each is a run on record. See docs/serving.md.',
  arguments: [{ name: 'WORKFLOW', description: 'a version, a run, RUN/t03c1 or a .py file', many: true }],
  options: {
    executor: text('MODEL', {
      description: 'the model that the workflows call',
      otherwise: 'for each the one that it was measured with',
    }),
    task: text('TASK', { description: 'the task whose tools the workflows may call', otherwise: 'none' }),
    input: withDefault(
      'last',
      choice(['last', 'transcript'], {
        description: 'what a workflow gets as its task: the last message of the user, or all messages as one text',
      }),
    ),
    fresh: toggle({ description: 'draw anew for each request instead of using answers from the cache' }),
    forget: toggle({ description: 'keep no text of what was asked and answered' }),
    ...tokensOption,
    ...dataOption,
    ...outsideOption,
    ...sandboxOption,
    ...storeOption,
    ...grouped('Network', {
      port: withDefault(DEFAULT_PORT, integer('P', { max: 65_535, description: 'port; 0 takes a free one' })),
      host: withDefault('127.0.0.1', text('HOST', { description: 'address to listen on' })),
      keyEnv: text('NAME', {
        description: 'environment variable with the key that callers send as bearer; required beyond loopback',
        otherwise: 'no key',
      }),
      cors: many(
        text('ORIGIN', {
          description: 'web pages that may call it, for example https://app.example.com; * is any, and needs a key',
          otherwise: 'none',
        }),
      ),
      tlsCert: text('FILE', { description: 'PEM file of a certificate: serve HTTPS', otherwise: 'HTTP' }),
      tlsKey: text('FILE', { description: 'PEM file of its key' }),
    }),
    ...grouped('Limits', {
      maxConcurrency: integer('N', {
        min: 1,
        max: 1_000,
        description: 'requests handled at a time',
        otherwise: '48, or as the config says',
      }),
      maxQueue: withDefault(200, integer('N', { description: 'requests that may wait; further ones get a 429' })),
      timeout: withDefault(600, amount('SECONDS', { description: 'limit on one request, its wait included' })),
      budgetPerDay: amount('USD', {
        zero: true,
        description: 'limit on what each workflow spends between two midnights (UTC)',
        otherwise: 'no limit',
      }),
      grace: withDefault(
        30,
        amount('SECONDS', { zero: true, description: 'time for open requests when it is stopped' }),
      ),
    }),
    ...grouped('Watch', {
      metrics: toggle({ description: 'serve /metrics for Prometheus' }),
      otlp: text('URL', {
        description: 'send OpenTelemetry spans to this collector, by OTLP over HTTP',
        otherwise: 'none are sent',
      }),
    }),
  },
  examples: [
    'w4s serve emails',
    'w4s serve emails@3 gsm-hard-7k2mx --budget-per-day 5 --input transcript',
    'w4s serve answers.py --task ./task.yaml --allow-outside --executor openai:gpt-6-luna',
    'w4s serve emails --host 0.0.0.0 --key-env W4S_KEY --metrics',
  ],
  run: async ({ args, options, output, signal, onInterrupt }) => {
    const { forget, fresh, data, budgetPerDay, timeout, grace, keyEnv, ...rest } = options;
    const store = options.store ?? storePlace(await loadConfig()).path;
    const server = await serveWorkflows({
      ...rest,
      store,
      dataDir: data,
      workflows: args,
      key: keyEnv === undefined ? undefined : keyIn(keyEnv),
      forgets: forget,
      cache: fresh ? 'fresh' : 'use',
      budgetUsdPerDay: budgetPerDay,
      timeoutMs: timeout * 1_000,
      onWarning: (message) => output.note(`Warning: ${message}`),
      onRetry: (message) => output.note(`  ${message}`),
    });
    tell(output, server);
    const interrupted = new Promise<void>((resolve) => {
      onInterrupt(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const cancelled = await Promise.race([interrupted, server.cancelled]);
    if (cancelled) output.note(`Run ${String(cancelled.facts['run'])} was cancelled: the server ends.`);
    await server.close({ graceMs: grace * 1_000, signal });
    const reason = cancelled?.message ?? null;
    return { result: { store: storeName(store), port: server.port, models: server.models, reason } };
  },
});

function keyIn(name: string): string {
  const key = process.env[name]?.trim() ?? '';
  if (key !== '') return key;
  throw usageError('missing-key', `Expected a key in the environment variable ${name}, got none`, {
    hint: `For example: ${name}=$(openssl rand -hex 24)`,
  });
}

function tell(output: Output, { url, port, models }: WorkflowServer): void {
  const lines = models.map(({ id, hash, executor, run }) => `  ${id}  (${hash.slice(0, 12)}, ${executor}, run ${run})`);
  output.print(`Serving at ${url}, Ctrl-C ends it:\n${lines.join('\n')}`);
  output.event('serve-started', { url, port, models });
}
