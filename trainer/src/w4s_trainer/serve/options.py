"""Options of a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from w4s_trainer.errors import TrainerError
from w4s_trainer.train.options import DTYPES, Device, DType

if TYPE_CHECKING:
    import torch

ServedDType = DType | Literal["int8"]
SERVED_DTYPES = ("auto", *DTYPES, "int8")


@dataclass(frozen=True)
class ServeOptions:
    base: str
    """Empty only for a check."""
    adapters: tuple[str, ...] = ()
    """NAME=DIR each, or DIR"""
    host: str = "127.0.0.1"
    port: int = 8000
    name: str | None = None
    """Name of the default model: the only adapter without its own name, or the base."""
    slots: int | None = None
    """Sequences at once; default: by memory."""
    context: int | None = None
    """Tokens of a sequence, prompt and answer; default: by memory, from 8192 to what the model was made for."""
    graphs: bool = True
    device: Device = "auto"
    dtype: ServedDType = "auto"
    """`int8` rounds the linear layers of a model on the CPU and keeps the rest as `auto` does."""

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

    def held(self, device: torch.device) -> torch.dtype:
        """The number format of weights, keys and values; that of what is not rounded for `int8`.

        Raises TrainerError ``unsupported-dtype``.
        """
        from w4s_trainer.train.precision import resolve_dtype

        if self.rounds and device.type != "cpu":
            hint = "Use --dtype bf16 there, or --device cpu."
            raise TrainerError("unsupported-dtype", f"Expected a CPU for --dtype int8, got {device.type}", hint=hint)
        return resolve_dtype("auto" if self.dtype == "int8" else self.dtype, device, frozen_base=True)

    @property
    def rounds(self) -> bool:
        return self.dtype == "int8"
