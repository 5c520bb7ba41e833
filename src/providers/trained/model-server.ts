import { spawnSync } from 'node:child_process';
import { W4sError, messageOf } from '../../base/errors.ts';
import { headOf } from '../../base/clip.ts';
import {
  type ParseModelOptions,
  endpointOf,
  listedModels,
  parseBaseUrl,
  parseModel,
  readSecrets,
} from '../../model/index.ts';
import { fetchThroughProxy } from '../../outgoing/index.ts';
import type { TrainedModel } from '../../store/index.ts';

const LORA_HINT = 'vLLM must run with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.';

const VLLM_KEY = ['VLLM_API_KEY'];

type Parts = { base: string; adapter: string; rank: number } | { base: string; adapter: null; rank: null };

/** The parts to serve: an adapter over its base, or a whole model. */
export function partsOf({ base, path, options }: TrainedModel): Parts {
  const { lora } = JSON.parse(options) as { lora: number | null };
  return lora === null ? { base: path, adapter: null, rank: null } : { base, adapter: path, rank: lora };
}

/** The trainer arguments that write a trained model, with its adapter merged, as a GGUF file. */
export function ggufArguments(model: TrainedModel): string[] {
  const { base, adapter } = partsOf(model);
  return ['gguf', '--base', base, ...(adapter === null ? [] : ['--adapter', adapter]), '--name', model.name];
}

/** What a server holds beside the weights. @default as its memory allows */
export interface ServerRoom {
  /** Sequences side by side. */
  slots?: number | undefined;
  /** Tokens of prompt and answer together. */
  context?: number | undefined;
}

/** The trainer arguments that serve a trained model under its name. */
export function serveArguments(model: TrainedModel, port: number, { slots, context }: ServerRoom = {}): string[] {
  const { base, adapter } = partsOf(model);
  const args = ['serve', '--base', base, '--port', String(port), '--name', model.name];
  return args.concat(
    adapter === null ? [] : ['--adapter', adapter],
    slots === undefined ? [] : ['--slots', String(slots)],
    context === undefined ? [] : ['--context', String(context)],
  );
}

/** The vLLM command line that serves a trained model under its name. */
export function vllmCommand(model: TrainedModel, port: number, { slots, context }: ServerRoom = {}): string[] {
  const { base, adapter, rank } = partsOf(model);
  const lora =
    adapter === null
      ? ['--served-model-name', model.name]
      : ['--enable-lora', '--max-lora-rank', String(Math.max(8, rank)), '--lora-modules', `${model.name}=${adapter}`];
  return ['vllm', 'serve', base, '--port', String(port), '--return-tokens-as-token-ids'].concat(
    lora,
    slots === undefined ? [] : ['--max-num-seqs', String(slots)],
    context === undefined ? [] : ['--max-model-len', String(context)],
  );
}

/** Whether vLLM is on the path. */
export function hasVllm(): boolean {
  return spawnSync('vllm', ['--version'], { stdio: 'ignore' }).status === 0;
}

export interface Loaded {
  /** The server's base URL, including `/v1`. */
  url: string;
  /** Whether the address alone stands for no key, and vLLM's was sent. */
  isVllmKey: boolean;
}

/**
 * Loads an adapter into a running server: the trainer's own, or a vLLM started with `--enable-lora` and
 * `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`. What it holds of that name and folder is read anew: it may have been trained
 * anew. The key is that of the config's provider with this address, else `VLLM_API_KEY`.
 * @param url Address of the server; `/v1` is added if it has no path.
 * @throws {W4sError} `hot-load-failed`; `bad-url` and what `readSecrets` throws, exit code 2.
 */
export async function hotLoad(
  model: TrainedModel,
  url: string,
  options: Pick<ParseModelOptions, 'config' | 'env'> = {},
): Promise<Loaded> {
  const { adapter } = partsOf(model);
  if (adapter === null)
    throw new W4sError('hot-load-failed', `\`${model.name}\` is a whole model, not an adapter`, {
      hint: `Start a server for it: \`w4s model serve ${model.name}\`.`,
    });
  const { secrets, isVllmKey, ...server } = serverAt(url, model.name, options);
  const endpoint = endpointOf({ ...server, ...secrets });
  const { baseUrl } = endpoint;
  const held = (await reach(baseUrl, listedModels(endpoint))).find(({ id }) => id === model.name);
  if (held !== undefined && held.root !== adapter)
    throw new W4sError(
      'hot-load-failed',
      `${baseUrl} serves something else as \`${model.name}\`: ${held.root ?? 'its base'}`,
      { hint: `Unload it there: POST /v1/unload_lora_adapter with {"lora_name": "${model.name}"}.` },
    );
  const body = { lora_name: model.name, lora_path: adapter, load_inplace: held !== undefined };
  const response = await reach(
    baseUrl,
    fetchThroughProxy(`${baseUrl}/load_lora_adapter`, {
      method: 'POST',
      headers: { ...endpoint.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );
  if (!response.ok)
    throw new W4sError(
      'hot-load-failed',
      `${baseUrl} refused the adapter (${response.status}): ${headOf(endpoint.redact(await response.text()), 300)}`,
      { hint: [401, 403].includes(response.status) ? keyHint(secrets.apiKeyEnv) : LORA_HINT },
    );
  return { url: baseUrl, isVllmKey };
}

/** Where a model at this address is asked, and with which key. */
function serverAt(url: string, name: string, { config, env = process.env }: Pick<ParseModelOptions, 'config' | 'env'>) {
  const spec = parseModel(`${parseBaseUrl(url, 'url')}#${name}`, { config, env });
  const http = spec.http!;
  const isNamed = http.apiKeyEnv.length > 0 || Object.keys(http.headers).length > 0;
  const secrets = readSecrets(spec, isNamed ? http : { ...http, apiKeyEnv: VLLM_KEY }, env);
  return { id: spec.id, baseUrl: http.baseUrl, secrets, isVllmKey: !isNamed && secrets.apiKey !== undefined };
}

function keyHint(variable: string | undefined): string {
  return `Check the key in the environment variable ${variable}.`;
}

/** `asked`, or an error that says that the server gives no answer. */
async function reach<T>(url: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw new W4sError('hot-load-failed', `${url} gives no answer: ${messageOf(error)}`, {
      cause: error,
      hint: LORA_HINT,
    });
  }
}
