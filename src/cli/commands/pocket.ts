import { type PocketServer, isHere, readManifest, servePocket } from '../../providers/pocket/index.ts';
import { type CommandInput, defineCommand } from '../command.ts';
import { size } from '../../present/index.ts';
import { table } from '../format.ts';
import { integer, onlyWith, text, withDefault } from '../option.ts';

const options = {
  port: onlyWith(
    ['serve'],
    withDefault(8000, integer('P', { max: 65_535, description: 'port of the server; 0 takes a free one' })),
  ),
  host: onlyWith(
    ['serve'],
    withDefault('127.0.0.1', text('HOST', { description: 'address that the server listens on' })),
  ),
  models: text('DIR', {
    description: 'folder with a `pocket.json` and weights',
    otherwise: 'the one that comes with w4s',
    env: 'W4S_POCKET',
  }),
};
const words = [
  { name: 'ACTION', description: 'what to do', choices: ['list', 'serve'], required: false },
  {
    name: 'NAME',
    description: 'models to serve, or all if none is named',
    required: false,
    many: true,
    onlyWith: ['serve'],
  },
] as const;
type Input = CommandInput<typeof options, typeof words>;

export const pocketCommand = defineCommand({
  details:
    'They run on the CPU of this machine, with the optional package `node-llama-cpp`. ' +
    '`--executor pocket:executor --meta pocket:meta` needs no server. serve is for other programs: it speaks ' +
    "OpenAI's API, without a key and without streaming.",
  arguments: words,
  options,
  examples: ['w4s pocket list', 'w4s pocket serve', 'w4s pocket serve executor meta --port 8123'],
  run: async (input: Input) => {
    const [action, ...names] = input.args;
    return action === 'list' ? list(input) : serve(names, input);
  },
});

async function list({ options: { models: folder }, output }: Input) {
  const models = readManifest(folder).map((model) => ({ ...model, here: isHere(model) }));
  output.print(
    table(
      ['name', 'role', 'size', 'context', 'about'],
      models.map(({ name, role, bytes, contextSize, about, here }) => [
        name,
        role,
        size(bytes),
        String(contextSize),
        here ? about : `${about} (only in a clone of the repository)`,
      ]),
    ),
  );
  return { result: { models } };
}

async function serve(
  names: readonly string[],
  { options: { models: folder, port, host }, output, signal, onInterrupt }: Input,
) {
  const server = await servePocket({ names, port, host, folder });
  output.print(textOf(server));
  output.event('pocket-started', { url: server.url, port: server.port, models: server.models.map(({ name }) => name) });
  try {
    const interrupted = new Promise<void>((resolve) => onInterrupt(resolve));
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([interrupted, stopped]);
    await Promise.race([server.drain(), stopped]);
  } finally {
    await server.close();
  }
  return { result: { url: server.url, models: server.models.map(({ name }) => name) } };
}

function textOf({ url, models }: PocketServer): string {
  const [{ name, role }] = models as [PocketServer['models'][number]];
  const body = JSON.stringify({ model: name, messages: [{ role: 'user', content: 'What is 7 times 8?' }] });
  return [
    `Serving ${url}: ${models.map((model) => model.name).join(', ')}`,
    `  --${role} ${url}#${name}`,
    `  curl ${url}/chat/completions -H 'content-type: application/json' -d '${body}'`,
  ].join('\n');
}
