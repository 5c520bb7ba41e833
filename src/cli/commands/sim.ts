import { usageError } from '../../base/errors.ts';
import { type RefusableField, SIM_NOTICE, type SimFault, startSim } from '../../providers/sim/index.ts';
import { loadTask } from '../../task/index.ts';
import { defineCommand } from '../command.ts';
import { dataOption, outsideOption } from '../common.ts';
import { count } from '../format.ts';
import { amount, choice, integer, text } from '../option.ts';

const FAULTS = ['429', '500', 'hang', 'cut'] as const;

export const simCommand = defineCommand({
  name: 'sim',
  summary: 'serve simulated models over HTTP: a test instrument, never a result',
  details: SIM_NOTICE,
  arguments: [],
  options: {
    port: integer('P', { max: 65_535, description: 'port; 0 takes a free one', default: '0' }),
    task: {
      ...text('TASK', {
        description: 'a task whose right answers it knows; may be repeated',
        default: 'word-problems',
      }),
      many: true,
    },
    latencyMs: amount('MS', { zero: true, description: 'time until a reply starts', default: '0' }),
    jitter: amount('SHARE', { zero: true, max: 1, description: 'variation of the latency, from 0 to 1', default: '0' }),
    errorRate: {
      ...text('KIND=RATE', {
        description:
          `share of requests that fail: ${FAULTS.join(', ')}, as 429=0.1; a bare rate is spread over all four; ` +
          'may be repeated',
      }),
      many: true,
    },
    quality: amount('Q', { zero: true, max: 1, description: 'ability of the executor, from 0 to 1', default: '1' }),
    seed: integer('N', { description: 'seed of its answers', default: '0' }),
    refuse: {
      ...choice(['n', 'response_format', 'max_completion_tokens', 'seed'], {
        description: 'a request field that it refuses; may be repeated',
      }),
      many: true,
    },
    ...dataOption,
    ...outsideOption,
  },
  examples: [
    'w4s sim --port 8123 --task gsm-hard --data ./datasets',
    'w4s sim --task mbpp --latency-ms 200 --jitter 0.5 --error-rate 429=0.1 --error-rate hang=0.02',
  ],
  run: async ({ options, output, signal, onInterrupt }) => {
    const references = (options.task as unknown as string[] | undefined) ?? ['word-problems'];
    const tasks = await Promise.all(
      references.map((reference) => loadTask(reference, { dataDir: options.data, allowOutside: options.allowOutside })),
    );
    const { port = 0, latencyMs = 0, jitter = 0, quality = 1, seed = 0 } = options;
    const server = await startSim({
      port,
      latencyMs,
      jitter,
      quality,
      seed,
      tasks,
      faults: readFaults((options.errorRate as unknown as string[] | undefined) ?? []),
      refuse: (options.refuse as unknown as RefusableField[] | undefined) ?? [],
    });
    output.note(SIM_NOTICE);
    output.print(`Serving ${server.url}\n  --executor ${server.url}#sim-executor --meta ${server.url}#sim-meta`);
    output.event('sim-started', { url: server.url, port: server.port });
    await new Promise<void>((resolve) => {
      onInterrupt(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const result = server.stats();
    await server.close();
    output.print(`${count(result.requests, 'request')}, ${count(result.choices, 'choice')}`);
    return { result };
  },
});

function readFaults(given: readonly string[]): Partial<Record<SimFault, number>> {
  const faults: Partial<Record<SimFault, number>> = {};
  for (const text of given) {
    const [kind, rate] = text.includes('=') ? text.split('=') : [undefined, text];
    const share = Number(rate);
    if (!(share >= 0 && share <= 1) || (kind !== undefined && !(FAULTS as readonly string[]).includes(kind))) {
      throw usageError(
        'invalid-option',
        `Expected \`--error-rate\` to be KIND=RATE with KIND one of ${FAULTS.join(', ')} and RATE from 0 to 1, ` +
          `got \`${text}\``,
      );
    }
    for (const fault of kind === undefined ? FAULTS : [kind as SimFault])
      faults[fault] = kind === undefined ? share / FAULTS.length : share;
  }
  return faults;
}
