/**
 * Measures what the documents promise. Ratios and rates of this machine, now: never a test. `npm run bench [--
 * NAME...]`
 */
import { cpus, loadavg, totalmem } from 'node:os';
import { benchEvaluation } from './evaluation/main.ts';
import { benchProfile } from './evaluation/profile.ts';
import { benchIntents } from './intents.ts';
import { benchMemory } from './memory.ts';
import { benchPage } from './page.ts';
import { benchPocket } from './pocket.ts';
import { benchRacing } from './racing.ts';
import { benchSameAgainstSame } from './same-against-same.ts';
import { benchStartup } from './startup.ts';
import { benchSandbox } from './sandbox.ts';
import { benchStore } from './store.ts';
import { benchStrategies } from './strategies.ts';
import { benchTraffic } from './traffic/main.ts';
import { benchFlow } from './workers/flow.ts';
import { benchWorkers } from './workers/main.ts';

const benchmarks = {
  evaluation: benchEvaluation,
  profile: benchProfile,
  startup: benchStartup,
  traffic: benchTraffic,
  sandbox: benchSandbox,
  memory: benchMemory,
  store: benchStore,
  intents: benchIntents,
  page: benchPage,
  pocket: benchPocket,
  racing: benchRacing,
  same: benchSameAgainstSame,
  strategies: benchStrategies,
  workers: benchWorkers,
  flow: benchFlow,
};
const chosen = process.argv.slice(2);

console.log(
  `machine: ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, load ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`,
);
for (const [name, measure] of Object.entries(benchmarks)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  for (const [figure, value] of Object.entries(await measure()))
    console.log(`${name}: ${figure} = ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`);
}
