"""The number format in which a model is stored and run."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import torch

from w4s_trainer.train.options import DTYPES, DType

BF16_FLAGS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})
"""Names of the instructions on x86 (two kinds) and on ARM, as Linux lists them."""


def resolve_dtype(name: DType, device: torch.device, *, frozen_base: bool) -> torch.dtype:
    """`auto` is bfloat16 on CUDA, and on a CPU with instructions for it where the base is frozen, else float32.

    Weights that are all trained stay float32, and on a CPU casting them in every step costs what bfloat16 would win.
    """
    if name != "auto":
        return getattr(torch, DTYPES[name])
    fast = device.type == "cuda" or (frozen_base and cpu_has_bf16())
    return torch.bfloat16 if fast else torch.float32


@cache
def cpu_has_bf16(facts: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the CPU multiplies bfloat16 matrices natively; False if the system does not say."""
    try:
        lines = facts.read_text().splitlines()
    except OSError:
        return False
    return any(BF16_FLAGS & set(line.split(":")[-1].split()) for line in lines if line.lower().startswith(("flags", "feat")))
