import { usageError } from '../../base/errors.ts';
import { dataFolderOf, loadConfig } from '../../config/index.ts';
import {
  REFUSABLE_FIELDS,
  SIM_FAULTS,
  SIM_NOTICE,
  type SimFault,
  simSettings,
  startSim,
} from '../../providers/sim/index.ts';
import { loadTask } from '../../task/index.ts';
import { defineCommand } from '../command.ts';
import { dataOption, outsideOption } from '../common.ts';
import { count } from '../format.ts';
import { choice, many, text, withDefault } from '../option.ts';
import { setting } from '../setting.ts';

const settings = simSettings.shape;

export const simCommand = defineCommand({
  details: SIM_NOTICE,
  arguments: [],
  options: {
    port: setting(settings.port, { value: 'P', description: 'port of the server; 0 takes a free one' }),
    task: withDefault(['word-problems'], many(text('TASK', { description: 'a task whose answers it knows' }))),
    latencyMs: setting(settings.latencyMs, { value: 'MS', description: 'milliseconds before a reply starts' }),
    jitter: setting(settings.jitter, { value: 'SHARE', description: 'variation of the latency, from 0 to 1' }),
    errorRate: many({
      value: 'KIND=RATE',
      description:
        `share of requests that fail with ${SIM_FAULTS.join(', ')}, such as 429=0.1; ` +
        'a rate without a kind is spread over all kinds',
      parse: readFaults,
    }),
    quality: setting(settings.quality, { value: 'Q', description: 'ability of the executor, from 0 to 1' }),
    seed: setting(settings.seed, { value: 'N', description: 'seed of its answers' }),
    refuse: many(choice(REFUSABLE_FIELDS, { description: 'a request field to refuse' })),
    ...dataOption,
    ...outsideOption,
  },
  examples: [
    'w4s sim --port 8123 --task gsm-hard --data ./datasets',
    'w4s sim --task mbpp --latency-ms 200 --jitter 0.5 --error-rate 429=0.1 --error-rate hang=0.02',
  ],
  run: async ({ options, output, signal, onInterrupt }) => {
    const { task, data, allowOutside, errorRate = [], ...rest } = options;
    const dataDir = dataFolderOf((await loadConfig()).config, data);
    const tasks = await Promise.all(task.map((reference) => loadTask(reference, { dataDir, allowOutside })));
    const server = await startSim({ ...rest, tasks, faults: Object.assign({}, ...errorRate) as Faults });
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

type Faults = Partial<Record<SimFault, number>>;

/** Reads `KIND=RATE`, or a rate for all kinds together. @throws usage error */
function readFaults(given: string): Faults {
  const [kind, rate] = given.includes('=') ? given.split('=') : [undefined, given];
  const share = Number(rate);
  const known = SIM_FAULTS.find((fault) => fault === kind);
  if (!(share >= 0 && share <= 1) || rate?.trim() === '' || (kind !== undefined && known === undefined)) {
    throw usageError(
      'invalid-option',
      `Expected \`--error-rate\` to be KIND=RATE with KIND one of ${SIM_FAULTS.join(', ')} and RATE from 0 to 1, ` +
        `got \`${given}\``,
    );
  }
  return known === undefined
    ? Object.fromEntries(SIM_FAULTS.map((fault) => [fault, share / SIM_FAULTS.length]))
    : { [known]: share };
}
