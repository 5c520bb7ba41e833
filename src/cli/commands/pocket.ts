import { usageError } from '../../base/errors.ts';
import { type PocketServer, isHere, readManifest, servePocket } from '../../providers/pocket/index.ts';
import { type CommandInput, defineCommand } from '../command.ts';
import { size } from '../../present/index.ts';
import { table } from '../format.ts';
import { integer, text } from '../option.ts';

const options = {
  port: integer('P', { max: 65_535, description: 'port of the server; 0 takes a free one', default: '8000' }),
  host: text('HOST', { description: 'address that the server listens on', default: '127.0.0.1' }),
  models: text('DIR', {
    description: 'folder with a `pocket.json` and weights',
    default: 'the one that comes with w4s',
    env: 'W4S_POCKET',
  }),
};
type Input = CommandInput<typeof options>;

export const pocketCommand = defineCommand({
  name: 'pocket',
  summary: 'list the small models that come with w4s, or serve them over HTTP',
  details:
    'They run here on the CPU, with the optional package `node-llama-cpp`. ' +
    '`--executor pocket:executor --meta pocket:meta` needs no server; serve is for other programs, ' +
    "in the form of OpenAI's API, without a key and without streaming.",
  arguments: [
    { name: 'ACTION', description: 'list (default), or serve', required: false },
    { name: 'NAME', description: 'models to serve; all without one', required: false, many: true },
  ],
  options,
  examples: ['w4s pocket list', 'w4s pocket serve', 'w4s pocket serve executor meta --port 8123'],
  run: async (input: Input) => {
    const [action = 'list', ...names] = input.args;
    if (action === 'list') return list(input);
    if (action === 'serve') return serve(names, input);
    throw usageError('unknown-action', `\`w4s pocket\` knows list and serve, got \`${action}\``);
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
  { options: { models: folder, port = 8000, host = '127.0.0.1' }, output, signal, onInterrupt }: Input,
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
