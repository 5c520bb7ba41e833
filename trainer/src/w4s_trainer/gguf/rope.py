"""Rotary positions as GGUF metadata."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.read import GgufFile

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


def rope_from(file: GgufFile, head: int, factors: Tensor | None) -> dict[str, Any]:
    """transformers' `rope_parameters` of a file. Raises TrainerError ``gguf-unsupported`` for scaling not known here."""
    rope: dict[str, Any] = {"rope_type": "default", "rope_theta": file.shape_value("rope.freq_base", 10000.0)}
    if factors is not None:
        return _llama3(rope, head, factors)
    kind = file.shape_value("rope.scaling.type", "none")
    if kind == "none":
        return rope
    if kind not in ("linear", "yarn"):
        raise _unknown(f"scaling `{kind}` of the file is not known here")
    rope |= {"rope_type": kind, "factor": file.shape_value("rope.scaling.factor")}
    if kind == "yarn":
        rope["original_max_position_embeddings"] = file.shape_value("rope.scaling.original_context_length")
    return rope


def _llama3(rope: dict[str, Any], head: int, factors: Tensor) -> dict[str, Any]:
    """A file holds the divisors alone: the settings of Llama 3.1 and 3.2 are tried, which differ in the factor."""
    settings = {"factor": float(factors.max()), "low_freq_factor": 1.0, "high_freq_factor": 4.0}
    known = {**rope, "rope_type": "llama3", **settings, "original_max_position_embeddings": 8192}
    made = rope_factors(SimpleNamespace(head_dim=head, rope_parameters=known))
    if made is None or made.shape != factors.shape or not torch.allclose(made, factors, rtol=1e-3):
        raise _unknown("factors of the file are not those of Llama 3.1 or 3.2")
    return known


def _unknown(what: str) -> TrainerError:
    hint = "Train from the model's folder or its Hugging Face name instead."
    return TrainerError("gguf-unsupported", f"The rotary {what}", hint=hint)


def rope_of(config: Any) -> dict[str, Any]:
    """Rotary settings under one set of names: transformers 5 moved and 4 spelt them otherwise."""
    rope = dict(getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None) or {})
    rope.setdefault("rope_type", rope.get("type", "default"))
    rope.setdefault("rope_theta", getattr(config, "rope_theta", 10000.0))
    return rope


def head_size(config: Any) -> int:
    return int(getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads)
