"""Base plus adapter as plain weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.model.adapter import load_adapter
from w4s_trainer.model.load import load_tokenizer, load_weights
from w4s_trainer.model.nll import base_of
from w4s_trainer.train.options import DTYPES

CPU = torch.device("cpu")


def load_trained(base: str, adapter: str | None, *, dtype: torch.dtype, device: torch.device = CPU) -> Any:
    """The base, with the adapter if one is given."""
    model = load_weights(base, dtype=dtype, device=device)
    return load_adapter(model, adapter) if adapter else model


def merge_to_folder(base: str, adapter: str | None, out: str, *, dtype: str) -> None:
    """Writes the merged model and its tokenizer, as `save_pretrained` does. Merges in float32, weight by weight."""
    held = getattr(torch, DTYPES[dtype])
    model = load_trained(base, adapter, dtype=held)
    merged = {weight.name: weight.make().to(held) for weight in merged_weights(model)}
    plain = load_weights(base, dtype=held, device=CPU)
    plain.load_state_dict(merged, strict=False)
    plain.save_pretrained(Path(out))
    load_tokenizer(base).save_pretrained(Path(out))


@dataclass(frozen=True)
class Merged:
    """A weight of the base with the adapter merged, computed on demand."""

    name: str
    """In the base."""
    weight: Tensor
    layer: Any | None
    """The LoRA layer around it."""

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.weight.shape)

    @torch.no_grad()
    def make(self) -> Tensor:
        """float32"""
        merged = self.weight.detach().float()
        return merged if self.layer is None else merged + self.layer.get_delta_weight(_adapter(self.layer)).float()


def merged_weights(model: Any) -> Iterator[Merged]:
    """One after the other; tied weights once, under the embedding's name."""
    from peft.tuners.lora import LoraLayer

    base = base_of(model)
    adapted: dict[str, Any] = {name: module for name, module in base.named_modules() if isinstance(module, LoraLayer)}
    for name, weight in base.named_parameters():
        if ".lora_" not in name:
            layer = adapted.get(name.removesuffix(".base_layer.weight"))
            yield Merged(name.replace(".base_layer", ""), weight, layer)


def _adapter(layer: Any) -> str:
    return str(layer.active_adapters[0])
