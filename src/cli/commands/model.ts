import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { usageError } from '../../base/errors.ts';
import { loadConfig } from '../../config/index.ts';
import { ggufArguments, hasVllm, hotLoad, serveArguments, vllmCommand } from '../../providers/trained/index.ts';
import { type Store, findModel, trainedModels } from '../../store/index.ts';
import { prepareTrainer, startTrainer } from '../../trainer/index.ts';
import { asCalled } from '../called-as.ts';
import { type CommandInput, defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { moment } from '../../present/index.ts';
import { table } from '../format.ts';
import { choice, integer, notWith, onlyWith, text, toggle, withDefault } from '../option.ts';

const options = {
  port: notWith(
    ['--into'],
    onlyWith(['serve'], withDefault(8000, integer('P', { max: 65_535, description: 'port of the server' }))),
  ),
  into: onlyWith(
    ['serve'],
    text('URL', {
      description: 'load the adapter into this running server instead, such as http://127.0.0.1:8000/v1',
    }),
  ),
  slots: notWith(
    ['--into'],
    onlyWith(
      ['serve'],
      integer('N', { min: 1, description: 'answers at the same time', otherwise: 'as memory allows' }),
    ),
  ),
  context: notWith(
    ['--into'],
    onlyWith(
      ['serve'],
      integer('N', { min: 1, description: 'tokens of prompt and answer together', otherwise: 'as memory allows' }),
    ),
  ),
  print: notWith(['--into'], onlyWith(['serve'], toggle({ description: 'print the vLLM command without running it' }))),
  type: onlyWith(
    ['convert'],
    withDefault('q8_0', choice(['q8_0', 'bf16', 'f16', 'f32'], { description: 'number format' })),
  ),
  out: onlyWith(
    ['convert'],
    text('FILE', {
      description: 'file to write',
      otherwise: 'NAME.gguf beside the model; FILE-TYPE.gguf beside a file',
    }),
  ),
  ...storeOption,
};
const words = [
  { name: 'ACTION', description: 'what to do', choices: ['list', 'serve', 'convert'], required: false },
  {
    name: 'NAME',
    description: 'a trained model; for convert also a GGUF file',
    required: false,
    onlyWith: ['serve', 'convert'],
  },
] as const;
type Input = CommandInput<typeof options, typeof words>;

export const modelCommand = defineCommand({
  details:
    'serve runs vLLM if it is installed, else the server of the trainer, which also batches requests and takes ' +
    'further adapters of the same base with --into. convert writes base and adapter to one GGUF file, or converts ' +
    'a GGUF file to another number format. `--meta trained:NAME` serves a model for the duration of a run.',
  arguments: words,
  options,
  examples: [
    'w4s model list',
    'w4s model serve rlao-2026-01-31 --print',
    'w4s model serve rlao-2026-01-31 --into http://127.0.0.1:8000/v1',
    'w4s model convert rlao-2026-01-31 --out meta.gguf',
    'w4s model convert qwen2.5-coder-0.5b.gguf --type q8_0',
  ],
  run: (input: Input) => {
    const [action, name = ''] = input.args;
    // A file needs no store, and makes none.
    if (action === 'convert' && name.endsWith('.gguf')) return convert(fileConversion(name, input.options.type), input);
    return withStore(input.options.store, (store) => onModels(store, input));
  },
});

async function onModels(store: Store, input: Input) {
  const [action, name] = input.args;
  if (action === 'list') return list(store, input);
  if (name === undefined)
    throw usageError('missing-argument', `Expected \`w4s model ${action}\` with the name of a model`, {
      hint: '`w4s model list` lists them.',
    });
  return action === 'serve' ? serve(store, name, input) : convert(await modelConversion(store, name), input);
}

async function list(store: Store, { output }: Input) {
  const models = await trainedModels(store);
  output.print(
    models.length === 0
      ? asCalled('No model has been trained here yet. `w4s train --base MODEL` trains one.')
      : table(
          ['model', 'method', 'base', 'status', 'trained'],
          models.map((model) => [model.name, model.method, model.base, model.status, moment(Number(model.created_at))]),
        ),
  );
  return { result: { models } };
}

async function serve(
  store: Store,
  name: string,
  { options: { port, into, print, slots, context }, output, signal, onInterrupt }: Input,
) {
  const model = await findModel(store, name);
  if (into !== undefined) {
    const { url, isVllmKey } = await hotLoad(model, into, { config: (await loadConfig()).config });
    const use = isVllmKey ? `--meta vllm:${name}, with VLLM_BASE_URL=${url}` : `--meta ${url}#${name}`;
    output.print(`Loaded. Use it:  ${use}`);
    return { result: { model: name, url } };
  }
  const command = vllmCommand(model, port, { slots, context });
  if (print) {
    output.print(command.join(' '));
    return { result: { model: name, command } };
  }
  const url = `http://127.0.0.1:${port}/v1`;
  output.note(`Serving ${name}; use it:  --meta ${url}#${name}`);
  if (hasVllm()) {
    output.note(command.join(' '));
    const [file = '', ...args] = command;
    const child = spawn(file, args, { stdio: 'inherit' });
    const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
    onInterrupt(() => child.kill('SIGINT'));
    return { result: { model: name, url, command }, exitCode: (await ended) === 0 ? (0 as const) : (1 as const) };
  }
  const environment = await prepareTrainer({ onProgress: (line) => output.note(`  ${line}`), signal });
  const server = startTrainer({
    ...environment,
    forwardInterrupts: false,
    allow: ['HF_TOKEN', 'HF_HOME'],
    signal,
    args: serveArguments(model, port, { slots, context }),
    onEvent: (event) => output.event(event.event, { ...event }),
    onText: (line) => output.note(line),
  });
  onInterrupt(server.interrupt);
  await server.done;
  return { result: { model: name, url } };
}

async function convert(
  { name, args, path }: Conversion,
  { options: { type, out }, output, signal, onInterrupt }: Input,
) {
  const target = out ?? path;
  const environment = await prepareTrainer({ onProgress: (line) => output.note(`  ${line}`), signal });
  const conversion = startTrainer({
    ...environment,
    forwardInterrupts: false,
    allow: ['HF_TOKEN', 'HF_HOME'],
    signal,
    args: [...args, '--out', target, '--type', type],
    onText: (line) => output.note(line),
  });
  onInterrupt(conversion.interrupt);
  await conversion.done;
  output.print(`Wrote ${target}\nUse it:  --meta gguf:${target}`);
  return { result: { model: name, path: target, type } };
}

interface Conversion {
  name: string;
  /** Of the trainer. */
  args: string[];
  /** Where it goes unless told otherwise. */
  path: string;
}

function fileConversion(file: string, type: string): Conversion {
  return { name: file, args: ['gguf', '--base', file], path: `${file.slice(0, -'.gguf'.length)}-${type}.gguf` };
}

async function modelConversion(store: Store, name: string): Promise<Conversion> {
  const model = await findModel(store, name);
  return { name, args: ggufArguments(model), path: join(model.path, `${name}.gguf`) };
}
