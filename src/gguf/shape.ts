import type { LlamaModel } from 'node-llama-cpp';

/** Types of GGML that stand for plain floating point: f32, f16, bf16. */
const FLOATS = new Set([0, 1, 30]);

/**
 * Products with matrices in floating point run through another kernel for several rows than for one (llama.cpp's
 * tinyBLAS), and round otherwise: the log-probabilities of one seed's answer then move by some 1e-3 with its neighbours
 * in the batch, and now and then a token flips. Q8_0 adds up whole numbers and does not.
 */
export function hasFloatMatrices({ fileInfo }: LlamaModel): boolean {
  return (fileInfo.fullTensorInfo ?? []).some(({ ggmlType, dimensions }) => dimensions.length > 1 && FLOATS.has(ggmlType));
}

/** Keys and values in float16 over all layers, bytes. */
export function cacheBytesPerToken({ fileInfo }: LlamaModel): number {
  const { block_count: layers = 1, embedding_length: width = 0, attention } = fileInfo.architectureMetadata;
  const heads = attention?.head_count;
  const widest = (value: number | readonly number[] | undefined, fallback: number) => (value === undefined ? fallback : Math.max(...[value].flat()));
  const headCount = widest(heads, 1);
  const perHead = (attention?.key_length ?? width / headCount) + (attention?.value_length ?? width / headCount);
  return layers * widest(attention?.head_count_kv, headCount) * perHead * 2;
}
