"""Weights under the names, orders and types that llama.cpp expects."""

from __future__ import annotations

import re
from typing import Any, Literal

import numpy as np
from torch import Tensor

from w4s_trainer.errors import TrainerError

Kind = Literal["f32", "f16", "q8_0"]
Array = np.ndarray[Any, Any]

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
BLOCK = re.compile(r"model\.layers\.(\d+)\.(.+)\.(weight|bias)")


def gguf_name(name: str) -> str:
    """Raises TrainerError ``gguf-unsupported`` for a weight that llama and qwen2 do not have."""
    if name in WHOLE:
        return WHOLE[name]
    match = BLOCK.fullmatch(name)
    if not match or match[2] not in IN_BLOCK:
        raise TrainerError("gguf-unsupported", f"The weight `{name}` has no place in a GGUF of this architecture")
    return f"blk.{match[1]}.{IN_BLOCK[match[2]]}.{match[3]}"


def reorder(name: str, weight: Tensor, config: Any) -> Tensor:
    """Llama's queries and keys with each head's rotary pairs side by side.

    transformers rotates dimension i with i + d/2, llama.cpp's llama i with i + 1; for qwen2 both do the former.
    """
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}.get(name.split(".")[-2])
    if config.model_type != "llama" or heads is None:
        return weight
    return weight.unflatten(0, (heads, 2, -1)).transpose(1, 2).reshape(weight.shape)


def pack(weight: Tensor, kind: Kind) -> tuple[Array, Any]:
    """The bytes to write and their GGML type. Vectors stay float32; rows that 32 does not divide become float16."""
    from gguf import GGMLQuantizationType as Types
    from gguf.quants import quantize

    array = weight.contiguous().numpy()
    if array.ndim == 1 or kind == "f32":
        return array.astype(np.float32), Types.F32
    if kind == "q8_0" and array.shape[-1] % 32 == 0:
        return quantize(array, Types.Q8_0), Types.Q8_0
    return array.astype(np.float16), Types.F16
