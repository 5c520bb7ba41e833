import type { LlamaModel } from 'node-llama-cpp';

/** GGML's plain floating-point types: f32, f16, bf16. */
const FLOATS = new Set([0, 1, 30]);

/**
 * Floating-point matrix products use a different kernel for several rows than for one (llama.cpp's tinyBLAS) and round
 * differently: the log-probabilities of one seed's answer then shift by some 1e-3 with its neighbours in the batch, and
 * occasionally a token flips. Q8_0 sums integers and is unaffected.
 */
export function hasFloatMatrices({ fileInfo }: LlamaModel): boolean {
  return (fileInfo.fullTensorInfo ?? []).some(
    ({ ggmlType, dimensions }) => dimensions.length > 1 && FLOATS.has(ggmlType),
  );
}

/** KV cache in float16 over all layers, bytes per token. */
export function cacheBytesPerToken(model: LlamaModel): number {
  const { block_count: layers = 1, attention } = model.fileInfo.architectureMetadata;
  const { heads, key, value } = headsOf(model);
  return layers * widest(attention?.head_count_kv, heads) * (key + value) * 2;
}

/** Whether a head's keys and values fill whole q8_0 blocks. */
export function fillsBlocks(model: LlamaModel): boolean {
  const { key, value } = headsOf(model);
  return key % 32 === 0 && value % 32 === 0;
}

function headsOf({ fileInfo }: LlamaModel): { heads: number; key: number; value: number } {
  const { embedding_length: width = 0, attention } = fileInfo.architectureMetadata;
  const heads = widest(attention?.head_count, 1);
  return { heads, key: attention?.key_length ?? width / heads, value: attention?.value_length ?? width / heads };
}

function widest(value: number | readonly number[] | undefined, fallback: number): number {
  return value === undefined ? fallback : Math.max(...[value].flat());
}

/** Number of tokens in the vocabulary. */
export function vocabularySize({ fileInfo }: LlamaModel): number {
  return fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0;
}
