"""A model's configuration as GGUF metadata, and back."""

from __future__ import annotations

from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.read import GgufFile, Stored, gguf_package
from w4s_trainer.gguf.rope import add_rope, head_size, rope_from
from w4s_trainer.gguf.tensors import ROPE_FACTORS, Kind, check_architecture

HINT = "Train from the model's folder or its Hugging Face name instead."


def add_shape(writer: Any, config: Any, kind: Kind, name: str) -> None:
    gguf = gguf_package()
    writer.add_name(name)
    writer.add_file_type(file_type(kind))
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_vocab_size(config.vocab_size)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head_size(config))
    writer.add_value_length(head_size(config))
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    add_rope(writer, gguf, config)


def file_type(kind: Kind) -> int:
    """`general.file_type` of a file whose matrices are of `kind`."""
    types = gguf_package().LlamaFileType
    return int(types.ALL_F32 if kind == "f32" else types[f"MOSTLY_{kind.upper()}"])


def config_of(file: GgufFile) -> Any:
    """transformers' configuration of a llama or qwen2 file. Raises TrainerError ``gguf-unsupported``."""
    from transformers import LlamaConfig, Qwen2Config

    check_architecture(file.architecture, HINT)
    if file.shape_value("expert_count", 0):
        raise TrainerError("gguf-unsupported", "The file holds a mixture of experts", hint=HINT)
    tensors = {tensor.name: tensor for tensor in file.tensors()}
    heads, hidden = file.shape_value("attention.head_count"), file.shape_value("embedding_length")
    shape = {
        "vocab_size": len(file.value("tokenizer.ggml.tokens", [])),
        "hidden_size": hidden,
        "intermediate_size": file.shape_value("feed_forward_length"),
        "num_hidden_layers": file.shape_value("block_count"),
        "num_attention_heads": heads,
        "num_key_value_heads": file.shape_value("attention.head_count_kv", heads),
        "max_position_embeddings": file.shape_value("context_length"),
        "rms_norm_eps": file.shape_value("attention.layer_norm_rms_epsilon"),
        "tie_word_embeddings": "output.weight" not in tensors,
    }
    head = file.shape_value("attention.key_length", hidden // heads)
    rope = rope_from(file, head, _factors(tensors))
    if file.architecture == "qwen2":
        return Qwen2Config(**shape, head_dim=head, rope_parameters=rope)
    bias = "blk.0.attn_q.bias" in tensors
    return LlamaConfig(**shape, head_dim=head, rope_parameters=rope, attention_bias=bias)


def _factors(tensors: dict[str, Stored]) -> Any:
    stored = tensors.get(ROPE_FACTORS)
    return None if stored is None else stored.weight()
