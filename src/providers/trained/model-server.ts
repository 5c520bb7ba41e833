import { spawnSync } from 'node:child_process';
import { W4sError, messageOf } from '../../base/errors.ts';
import { fetchThroughProxy } from '../../outgoing/index.ts';
import type { TrainedModel } from '../../store/index.ts';

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

/** The vLLM command line that serves a trained model under its name. */
export function vllmCommand(model: TrainedModel, port: number): string[] {
  const { base, adapter, rank } = partsOf(model);
  const lora =
    adapter === null
      ? ['--served-model-name', model.name]
      : ['--enable-lora', '--max-lora-rank', String(Math.max(8, rank)), '--lora-modules', `${model.name}=${adapter}`];
  return ['vllm', 'serve', base, '--port', String(port), '--return-tokens-as-token-ids', ...lora];
}

/** Whether vLLM is on the path. */
export function hasVllm(): boolean {
  return spawnSync('vllm', ['--version'], { stdio: 'ignore' }).status === 0;
}

/**
 * Loads an adapter into a running server: the trainer's own, or a vLLM started with `--enable-lora` and
 * `VLLM_ALLOW_RUNTIME_LORA_UPDATING=True`. @param url Base URL, including `/v1`. @throws {W4sError} `hot-load-failed`
 */
export async function hotLoad(model: TrainedModel, url: string): Promise<void> {
  const { adapter } = partsOf(model);
  if (adapter === null)
    throw new W4sError('hot-load-failed', `\`${model.name}\` is a whole model, not an adapter`, {
      hint: `Start a server for it: \`w4s model serve ${model.name}\`.`,
    });
  const hint = 'vLLM must run with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.';
  const response = await fetchThroughProxy(`${url.replace(/\/$/, '')}/load_lora_adapter`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ lora_name: model.name, lora_path: adapter }),
  }).catch((error: unknown) => {
    throw new W4sError('hot-load-failed', `${url} gives no answer: ${messageOf(error)}`, { cause: error, hint });
  });
  if (!response.ok)
    throw new W4sError(
      'hot-load-failed',
      `${url} refused the adapter (${response.status}): ${(await response.text()).slice(0, 300)}`,
      { hint },
    );
}
