"""Writes a model folder and an adapter as one GGUF file, for llama.cpp and the runtimes built on it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.gguf.read import gguf_package
from w4s_trainer.gguf.rope import rope_factors
from w4s_trainer.gguf.shape import add_shape
from w4s_trainer.gguf.tensors import (
    ROPE_FACTORS,
    Array,
    Kind,
    check_architecture,
    gguf_name,
    pack,
    reorder,
    target_type,
)
from w4s_trainer.gguf.vocabulary import add_vocabulary
from w4s_trainer.gguf.write import Entry, write_gguf
from w4s_trainer.model.load import load_config, load_tokenizer
from w4s_trainer.model.merge import Merged, load_trained, merged_weights
from w4s_trainer.model.nll import base_of

HINT = "For other architectures, `merge` and use llama.cpp's own converter."


def convert(
    base: str, adapter: str | None, out: str, *, kind: Kind = "q8_0", name: str | None = None
) -> dict[str, Any]:
    """Returns `tensors` and `bytes`. Raises TrainerError ``gguf-unsupported`` or ``missing-package``.

    The adapter is merged in float32 before rounding to `kind`, one weight at a time.
    """
    gguf_package()
    config = load_config(base)
    check_architecture(config.model_type, HINT)
    model = load_trained(base, adapter, dtype=torch.float32 if config.dtype in (None, torch.float32) else config.dtype)
    rows = base_of(model).get_input_embeddings().num_embeddings
    entries = _entries(model, kind)

    def describe(writer: Any) -> None:
        add_shape(writer, config, kind, name or Path(base).name)
        add_vocabulary(writer, load_tokenizer(base), rows)

    return write_gguf(out, config.model_type, describe, entries)


def _entries(model: Any, kind: Kind) -> list[Entry]:
    config = base_of(model).config
    factors = rope_factors(config)
    entries = [] if factors is None else [_entry(ROPE_FACTORS, factors, kind)]
    for weight in merged_weights(model):
        type_ = target_type(weight.shape, kind)
        make = partial(_packed, weight, type_, config)
        entries.append(Entry(gguf_name(weight.name), weight.shape, type_, make))
    return entries


def _entry(name: str, weight: Tensor, kind: Kind) -> Entry:
    type_ = target_type(tuple(weight.shape), kind)
    return Entry(name, tuple(weight.shape), type_, lambda: pack(weight, type_))


def _packed(weight: Merged, type_: Any, config: Any) -> Array:
    return pack(reorder(weight.name, weight.make(), config), type_)
