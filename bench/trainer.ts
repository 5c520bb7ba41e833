/**
 * Tokens/s of padded rows, packed rows and prefix tree on the same two-turn episodes, with the difference of their
 * gradients. Arguments go to the trainer's `bench`.
 */
import { loadavg } from 'node:os';
import { prepareTrainer, startTrainer } from '../src/trainer/index.ts';

const environment = await prepareTrainer({ onProgress: (text) => console.error(text) });
console.log(
  `torch ${environment.torch}, ${environment.cuda ? 'CUDA' : 'CPU'}, load ${loadavg()
    .map((load) => load.toFixed(2))
    .join(' ')}`,
);
const trainer = startTrainer({
  ...environment,
  args: ['bench', ...process.argv.slice(2)],
  onText: (line) => console.error(line),
  onEvent: (event) => console.log(JSON.stringify(event)),
});
await trainer.done;
