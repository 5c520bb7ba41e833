"""Many adapters on one base at once: each sequence in a batch has its own, or none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from w4s_trainer.serve.adapter import Adapter


class Bank:
    """All adapters of a layer as one of the sum of their ranks R, of which a sequence uses its own part.

    x A^T is computed for all of them, multiplied by a row of `scales` that is 0 outside the sequence's adapter, and by
    B. For the few small ranks of an experiment that is two thin products; gathering a pair of matrices for each
    sequence would move more memory than the base itself does.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.adapters: list[Adapter] = []
        self.scales = self._no_scales(0)
        self.used: Tensor | None = None
        self.hooks: list[Any] = []

    def index(self, adapter: Adapter | None) -> int:
        """0 is the base alone."""
        return 0 if adapter is None else 1 + self.adapters.index(adapter)

    def hold(self, adapters: Sequence[Adapter]) -> None:
        """Replaces the current adapters; indices and graphs captured with them become invalid."""
        self.adapters = list(adapters)
        for hook in self.hooks:
            hook.remove()
        starts = [0]
        for adapter in adapters:
            starts.append(starts[-1] + adapter.rank)
        self.scales = self._no_scales(starts[-1])
        for index, adapter in enumerate(adapters):
            self.scales[index + 1, starts[index] : starts[index + 1]] = adapter.scaling
        names = sorted({name for adapter in adapters for name in adapter.layers})
        self.hooks = [self._hook(name, starts) for name in names]

    @contextmanager
    def applied(self, indices: Tensor | None) -> Iterator[None]:
        """`indices` [B], an adapter for each sequence of the forward passes within; None for the base alone."""
        self.used = None if indices is None else self.scales[indices][:, None]
        try:
            yield
        finally:
            self.used = None

    def _no_scales(self, ranks: int) -> Tensor:
        weight = self.model.get_input_embeddings().weight
        return torch.zeros(len(self.adapters) + 1, ranks, dtype=weight.dtype, device=weight.device)

    def _hook(self, name: str, starts: list[int]) -> Any:
        layer = self.model.get_submodule(name)
        a = self.scales.new_zeros(starts[-1], layer.in_features)
        b = self.scales.new_zeros(starts[-1], layer.out_features)
        for start, adapter in zip(starts, self.adapters, strict=False):
            if name in adapter.layers:
                down, up = adapter.layers[name]
                a[start : start + len(down)] = down
                b[start : start + len(down)] = up.T

        def add(_: Any, inputs: tuple[Tensor], output: Tensor) -> Tensor | None:
            if self.used is None:
                return None
            inner = functional.linear(inputs[0], a) * self.used
            return torch.addmm(output.flatten(0, 1), inner.flatten(0, 1), b).view_as(output)

        return layer.register_forward_hook(add)
