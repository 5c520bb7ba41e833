import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { usageError } from '../../base/errors.ts';
import { ggufArguments, hasVllm, hotLoad, partsOf, vllmCommand } from '../../providers/trained/index.ts';
import { type Store, findModel, trainedModels } from '../../store/index.ts';
import { prepareTrainer, startTrainer } from '../../trainer/index.ts';
import { asCalled } from '../called-as.ts';
import { type CommandInput, defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { moment } from '../../present/index.ts';
import { table } from '../format.ts';
import { choice, integer, text, toggle } from '../option.ts';

const options = {
  port: integer('P', { max: 65_535, description: 'port of the server', default: '8000' }),
  into: text('URL', {
    description: 'load the adapter into this running server instead, e.g. http://127.0.0.1:8000/v1',
  }),
  print: toggle({ description: 'print the vLLM command and start nothing' }),
  type: choice(['q8_0', 'bf16', 'f16', 'f32'], { description: 'number format of a conversion', default: 'q8_0' }),
  out: text('FILE', {
    description: 'where a conversion goes',
    default: 'NAME.gguf beside the model; FILE-TYPE.gguf beside a file',
  }),
  ...storeOption,
};
type Input = CommandInput<typeof options>;

export const modelCommand = defineCommand({
  name: 'model',
  summary: 'list, serve or convert the meta-agents that were trained here',
  details:
    "serve runs vLLM where it is installed, else the trainer's own server, which batches too and takes further " +
    'adapters of the base by --into. convert writes base and adapter as one GGUF file, or a GGUF file again in ' +
    'another number format. `--meta trained:NAME` serves a model for the time of a run.',
  arguments: [
    { name: 'ACTION', description: 'list (default), serve, or convert', required: false },
    { name: 'NAME', description: 'a trained model; for convert also a GGUF file', required: false },
  ],
  options,
  examples: [
    'w4s model list',
    'w4s model serve rlao-2026-01-31 --print',
    'w4s model serve rlao-2026-01-31 --into http://127.0.0.1:8000/v1',
    'w4s model convert rlao-2026-01-31 --out meta.gguf',
    'w4s model convert qwen2.5-coder-0.5b.gguf --type q8_0',
  ],
  run: (input: Input) => {
    const [action = 'list', name = ''] = input.args;
    // A file needs no store, and makes none.
    if (action === 'convert' && name.endsWith('.gguf')) return convert(fileConversion(name, input.options.type), input);
    return withStore(input.options.store, (store) => onModels(store, input));
  },
});

async function onModels(store: Store, input: Input) {
  const [action = 'list', name] = input.args;
  if (action === 'list') return list(store, input);
  if (action !== 'serve' && action !== 'convert')
    throw usageError('unknown-action', `\`w4s model\` knows list, serve and convert, got \`${action}\``);
  if (name === undefined)
    throw usageError('missing-argument', `\`w4s model ${action}\` needs the name of a model`, {
      hint: '`w4s model list` lists them.',
    });
  return action === 'serve' ? serve(store, name, input) : convert(await modelConversion(store, name), input);
}

async function list(store: Store, { output }: Input) {
  const models = await trainedModels(store);
  output.print(
    models.length === 0
      ? asCalled('No model was trained here yet: `w4s train --base MODEL`.')
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
  { options: { port = 8000, into, print }, output, signal, onInterrupt }: Input,
) {
  const model = await findModel(store, name);
  if (into !== undefined) {
    await hotLoad(model, into);
    output.print(`Loaded. Use it:  --meta ${into}#${name}`);
    return { result: { model: name, url: into } };
  }
  const command = vllmCommand(model, port);
  if (print === true) {
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
  const { base, adapter } = partsOf(model);
  const adapterArgs = adapter === null ? [] : ['--adapter', adapter];
  const environment = await prepareTrainer({ onProgress: (line) => output.note(`  ${line}`), signal });
  const server = startTrainer({
    ...environment,
    forwardInterrupts: false,
    allow: ['HF_TOKEN', 'HF_HOME'],
    signal,
    args: ['serve', '--base', base, ...adapterArgs, '--port', String(port), '--name', name],
    onEvent: (event) => output.event(event.event, { ...event }),
    onText: (line) => output.note(line),
  });
  onInterrupt(server.interrupt);
  await server.done;
  return { result: { model: name, url } };
}

async function convert(
  { name, args, path }: Conversion,
  { options: { type = 'q8_0', out }, output, signal, onInterrupt }: Input,
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

function fileConversion(file: string, type = 'q8_0'): Conversion {
  return { name: file, args: ['gguf', '--base', file], path: `${file.slice(0, -'.gguf'.length)}-${type}.gguf` };
}

async function modelConversion(store: Store, name: string): Promise<Conversion> {
  const model = await findModel(store, name);
  return { name, args: ggufArguments(model), path: join(model.path, `${name}.gguf`) };
}
