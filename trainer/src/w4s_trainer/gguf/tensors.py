"""Weights under the names, orders and types that llama.cpp expects, and back."""

from __future__ import annotations

import re
from typing import Any, Literal

import numpy as np
from torch import Tensor

from w4s_trainer.errors import TrainerError

Kind = Literal["f32", "f16", "bf16", "q8_0"]
Array = np.ndarray[Any, Any]

ARCHITECTURES = ("llama", "qwen2")
ROPE_FACTORS = "rope_freqs.weight"
WHOLE = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}
IN_BLOCK = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
BLOCK = re.compile(r"model\.layers\.(\d+)\.([a-z0-9_.]+)\.(weight|bias)")
GGUF_BLOCK = re.compile(r"blk\.(\d+)\.([a-z0-9_]+)\.(weight|bias)")
FROM_WHOLE = {theirs: ours for ours, theirs in WHOLE.items()}
FROM_BLOCK = {theirs: ours for ours, theirs in IN_BLOCK.items()}


def check_architecture(name: str, hint: str) -> None:
    """Raises TrainerError ``gguf-unsupported`` for an architecture with unknown names and orders."""
    if name not in ARCHITECTURES:
        raise TrainerError("gguf-unsupported", f"Expected a llama or qwen2 model, got `{name}`", hint=hint)


def gguf_name(name: str) -> str:
    """Raises TrainerError ``gguf-unsupported`` for a weight that llama and qwen2 do not have."""
    if name in WHOLE:
        return WHOLE[name]
    match = BLOCK.fullmatch(name)
    if not match or match[2] not in IN_BLOCK:
        raise TrainerError("gguf-unsupported", f"The weight `{name}` has no place in a GGUF of this architecture")
    return f"blk.{match[1]}.{IN_BLOCK[match[2]]}.{match[3]}"


def model_name(name: str) -> str:
    """The inverse of `gguf_name`. Raises TrainerError ``gguf-unsupported``."""
    if name in FROM_WHOLE:
        return FROM_WHOLE[name]
    match = GGUF_BLOCK.fullmatch(name)
    if not match or match[2] not in FROM_BLOCK:
        hint = "Train from the model's folder or its Hugging Face name instead."
        raise TrainerError("gguf-unsupported", f"The file has a tensor `{name}`, which is not known here", hint=hint)
    return f"model.layers.{match[1]}.{FROM_BLOCK[match[2]]}.{match[3]}"


def reorder(name: str, weight: Tensor, config: Any) -> Tensor:
    """Llama's queries and keys with each head's rotary pairs side by side.

    transformers rotates dimension i with i + d/2, llama.cpp's llama i with i + 1; for qwen2 both do the former.
    """
    heads = _rotated_heads(name, config)
    return weight if heads is None else weight.unflatten(0, (heads, 2, -1)).transpose(1, 2).reshape(weight.shape)


def restore(name: str, weight: Tensor, config: Any) -> Tensor:
    """The inverse of `reorder`. `name` is the model's."""
    heads = _rotated_heads(name, config)
    return weight if heads is None else weight.unflatten(0, (heads, -1, 2)).transpose(1, 2).reshape(weight.shape)


def target_type(shape: tuple[int, ...], kind: Kind) -> Any:
    """The GGML type of a weight: vectors stay float32, and rows that 32 does not divide become float16."""
    from gguf import GGMLQuantizationType as Types

    if len(shape) == 1:
        return Types.F32
    return Types.F16 if kind == "q8_0" and shape[-1] % 32 else Types[kind.upper()]


def pack(weight: Tensor, type_: Any) -> Array:
    """The bytes to write, in rows."""
    from gguf.quants import quantize

    return quantize(weight.contiguous().numpy(), type_)


def _rotated_heads(name: str, config: Any) -> int | None:
    if config.model_type != "llama":
        return None
    return {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(name.split(".")[-2])
