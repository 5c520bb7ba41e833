"""Rotary positions as GGUF metadata."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError

KNOWN = ("default", "linear", "yarn", "llama3")


def add_rope(writer: Any, gguf: Any, config: Any) -> None:
    """Base frequency, rotated dimensions and scaling. Raises TrainerError ``gguf-unsupported``."""
    rope = rope_of(config)
    if rope["rope_type"] not in KNOWN:
        raise TrainerError("gguf-unsupported", f"Rotary scaling `{rope['rope_type']}` can't be written to GGUF")
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_rope_dimension_count(head_size(config))
    if rope["rope_type"] in ("linear", "yarn"):
        kinds = {"linear": gguf.RopeScalingType.LINEAR, "yarn": gguf.RopeScalingType.YARN}
        writer.add_rope_scaling_type(kinds[rope["rope_type"]])
        writer.add_rope_scaling_factor(rope["factor"])
    if rope["rope_type"] == "yarn":
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])


def rope_factors(config: Any) -> Tensor | None:
    """Llama 3.1's divisors of the rotary frequencies, float32 [head_size / 2], or None for other models.

    Long wavelengths are slowed by `factor`, short ones kept, those between interpolated.
    """
    rope = rope_of(config)
    if rope["rope_type"] != "llama3":
        return None
    context, low, high = (
        rope[key] for key in ("original_max_position_embeddings", "low_freq_factor", "high_freq_factor")
    )

    def divisor(index: int) -> float:
        wavelength = 2 * math.pi * rope["rope_theta"] ** (2 * index / head_size(config))
        if wavelength < context / high:
            return 1.0
        if wavelength > context / low:
            return float(rope["factor"])
        smooth = (context / wavelength - low) / (high - low)
        return 1 / ((1 - smooth) / rope["factor"] + smooth)

    return torch.tensor([divisor(index) for index in range(head_size(config) // 2)])


def rope_of(config: Any) -> dict[str, Any]:
    """Rotary settings under one set of names: transformers 5 moved and 4 spelt them otherwise."""
    rope = dict(getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None) or {})
    rope.setdefault("rope_type", rope.get("type", "default"))
    rope.setdefault("rope_theta", getattr(config, "rope_theta", 10000.0))
    return rope


def head_size(config: Any) -> int:
    return int(getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads)
