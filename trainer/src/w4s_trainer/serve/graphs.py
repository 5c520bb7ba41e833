"""Decoding steps as CUDA graphs: a step of a small model runs hundreds of kernels, and launching them takes longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from w4s_trainer.events import say

SHORTEST = 256
"""Places of the smallest graph."""
WARM_UPS = 2
Forward = Callable[[Tensor, int, bool], Tensor]


class Graphs:
    """One graph for each of a few slot counts and lengths, captured on first use.

    Slots beyond those in use are run along, at their first place: it is written again before it is read.
    """

    def __init__(self, forward: Forward, *, slots: int, context: int, device: torch.device) -> None:
        self.forward, self.slots, self.context = forward, slots, context
        self.inputs = torch.zeros(3, slots, dtype=torch.long, device=device)
        self.captured: dict[tuple[int, int, bool], tuple[Any, Tensor]] = {}
        self.pool: Any = None
        self.failed = False

    def run(self, whole: Tensor, length: int, adapted: bool) -> Tensor:
        """What `forward` returns, valid until the next step."""
        count = whole.shape[1]
        rows, places = _bucket(count, 1, self.slots), _bucket(length, SHORTEST, self.context)
        if self.failed:
            return self.forward(functional.pad(whole, (0, rows - count)), places, adapted)[:count]
        self.inputs.zero_()
        self.inputs[:, :count] = whole
        graph, hidden = self._graph(rows, places, adapted)
        if graph is not None:
            graph.replay()
        return hidden[:count]

    def clear(self) -> None:
        self.captured.clear()
        self.pool = None

    def _graph(self, rows: int, places: int, adapted: bool) -> tuple[Any, Tensor]:
        key = (rows, places, adapted)
        if key not in self.captured:
            try:
                self.captured[key] = self._capture(rows, places, adapted)
            except RuntimeError as error:
                if isinstance(error, torch.OutOfMemoryError):
                    raise
                self.failed = True
                self.clear()
                say(f"No CUDA graphs, each step launches its own kernels: {str(error).splitlines()[0]}")
                return None, self.forward(self.inputs[:, :rows], places, adapted)
        return self.captured[key]

    def _capture(self, rows: int, places: int, adapted: bool) -> tuple[Any, Tensor]:
        inputs = self.inputs[:, :rows]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UPS):
                self.forward(inputs, places, adapted)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        # Other threads answer requests meanwhile; their work is not part of this capture.
        with torch.cuda.graph(graph, pool=self.pool, capture_error_mode="thread_local"):
            hidden = self.forward(inputs, places, adapted)
        self.pool = self.pool or graph.pool()
        return graph, hidden


def _bucket(value: int, least: int, most: int) -> int:
    """The next of 4, 5, 6, 7 eighths of a power of two and the power itself: at most a quarter is run for nothing."""
    step = max(1, (1 << (value - 1).bit_length()) // 8)
    return min(most, max(least, -(-value // step) * step))
