"""Writes base and adapter as one GGUF file, for llama.cpp and the runtimes built on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.rope import add_rope, rope_factors
from w4s_trainer.gguf.tensors import Kind, gguf_name, pack, reorder
from w4s_trainer.gguf.vocabulary import add_vocabulary
from w4s_trainer.model.load import load_config, load_tokenizer
from w4s_trainer.model.merge import load_trained, merged_weights
from w4s_trainer.model.nll import base_of

ARCHITECTURES = ("llama", "qwen2")


def convert(
    base: str, adapter: str | None, out: str, *, kind: Kind = "q8_0", name: str | None = None
) -> dict[str, Any]:
    """Returns `tensors` and `bytes`. Raises TrainerError ``gguf-unsupported`` or ``missing-package``.

    The adapter is merged in float32 before rounding to `kind`, one weight at a time.
    """
    gguf = _package()
    config, target = load_config(base), Path(out).expanduser()
    if config.model_type not in ARCHITECTURES:
        hint = "For other architectures, `merge` and use llama.cpp's own converter."
        raise TrainerError("gguf-unsupported", f"Expected a llama or qwen2 model, got `{config.model_type}`", hint=hint)
    target.parent.mkdir(parents=True, exist_ok=True)
    model = load_trained(base, adapter, dtype=torch.float32 if config.dtype in (None, torch.float32) else config.dtype)
    fresh = target.with_name(target.name + ".new")
    writer = gguf.GGUFWriter(fresh, config.model_type)
    _add_shape(writer, gguf, config, kind, name or Path(base).name)
    add_vocabulary(writer, load_tokenizer(base), base_of(model).get_input_embeddings().num_embeddings)
    count = _write(writer, model, kind)
    os.replace(fresh, target)
    return {"tensors": count, "bytes": target.stat().st_size}


def _add_shape(writer: Any, gguf: Any, config: Any, kind: Kind, name: str) -> None:
    types = {
        "f32": gguf.LlamaFileType.ALL_F32,
        "f16": gguf.LlamaFileType.MOSTLY_F16,
        "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0,
    }
    writer.add_name(name)
    writer.add_file_type(types[kind])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_vocab_size(config.vocab_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    add_rope(writer, gguf, config)


def _write(writer: Any, model: Any, kind: Kind) -> int:
    """Two passes over the weights, first shapes and then bytes, so that only one is held at a time."""
    config = base_of(model).config
    extra = rope_factors(config)
    tensors = [] if extra is None else [("rope_freqs.weight", pack(extra, "f32"))]

    def packed() -> Any:
        yield from tensors
        for name, weight in merged_weights(model):
            yield gguf_name(name), pack(reorder(name, weight, config), kind)

    count = 0
    for name, (array, dtype) in packed():
        writer.add_tensor_info(name, array.shape, array.dtype, array.nbytes, dtype)
        count += 1
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for _, (array, _) in packed():
        writer.write_tensor_data(array)
    writer.close()
    return count


def _package() -> Any:
    try:
        import gguf
    except ImportError as error:
        hint = "Install it: pip install 'w4s-trainer[gguf]'."
        raise TrainerError("missing-package", "Writing GGUF needs the package `gguf`", hint=hint) from error
    return gguf
