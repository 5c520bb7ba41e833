"""What a server can be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from w4s_trainer.train.options import Device, DType

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class ServeOptions:
    base: str
    """Empty only for a check."""
    adapters: tuple[str, ...] = ()
    """NAME=DIR each, or DIR"""
    host: str = "127.0.0.1"
    port: int = 8000
    name: str | None = None
    """Of what answers where a request names no model: the only adapter without a name of its own, or the base."""
    slots: int | None = None
    """Sequences at once; default: by memory."""
    context: int | None = None
    """Tokens of a sequence, prompt and answer; default: by memory, from 8192 to what the model was made for."""
    graphs: bool = True
    device: Device = "auto"
    dtype: DType = "auto"

    def named_adapters(self) -> Iterator[tuple[str, str]]:
        for text in self.adapters:
            name, separator, folder = text.partition("=")
            if separator and not Path(text).exists():
                yield name, folder
            else:
                yield self.name or Path(text).name, text

    def base_name(self) -> str:
        own = Path(self.base).name
        return own if self.adapters else self.name or own

    def held(self, device: torch.device) -> DType:
        """The number format of weights, keys and values."""
        return self.dtype if self.dtype != "auto" else ("bf16" if device.type == "cuda" else "fp32")
