"""Groups of segments to tensors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

from w4s_trainer.layout.arrange import Group, Mode


@dataclass(frozen=True)
class MicroBatch:
    """B sequences of L tokens and the N predictions that are trained."""

    ids: Tensor
    """int64 [B, L]"""
    positions: Tensor
    """int64 [B, L], reset for every row or tree"""
    ends: Tensor
    """int64 [B, L]: token k is seen by tokens k <= q < ends[k]"""
    sources: Tensor
    """int64 [N], into the flattened B * L tokens"""
    targets: Tensor
    """int64 [N], token ids"""
    coefficients: Tensor
    """float64 [N]"""

    def to(self, device: torch.device | str) -> MicroBatch:
        return MicroBatch(**{name: tensor.to(device) for name, tensor in vars(self).items()})


def collate(group: Group, mode: Mode) -> MicroBatch:
    """Rows side by side with padding, or segments one after the other in a single sequence."""
    return _padded(group) if mode == "padded" else _joined(group)


def _joined(group: Group) -> MicroBatch:
    starts = [0, *accumulate(len(segment) for segment in group)]
    both = list(zip(starts, group, strict=False))
    return _tensors(
        ids=[[token for segment in group for token in segment.ids]],
        positions=[[position for segment in group for position in segment.positions]],
        ends=[[start + end for start, segment in both for end in segment.ends]],
        sources=[start + source for start, segment in both for source in segment.sources],
        group=group,
    )


def _padded(group: Group) -> MicroBatch:
    length = max(len(segment) for segment in group)
    missing = [range(len(segment), length) for segment in group]
    return _tensors(
        ids=[segment.ids + [0] * len(pad) for segment, pad in zip(group, missing, strict=True)],
        positions=[segment.positions + [0] * len(pad) for segment, pad in zip(group, missing, strict=True)],
        # A padding token sees itself, so that no row of the attention is empty, which would be NaN.
        ends=[segment.ends + [index + 1 for index in pad] for segment, pad in zip(group, missing, strict=True)],
        sources=[row * length + source for row, segment in enumerate(group) for source in segment.sources],
        group=group,
    )


def _tensors(
    *, ids: list[list[int]], positions: list[list[int]], ends: list[list[int]], sources: list[int], group: Group
) -> MicroBatch:
    return MicroBatch(
        ids=torch.tensor(ids),
        positions=torch.tensor(positions),
        ends=torch.tensor(ends),
        sources=torch.tensor(sources),
        targets=torch.tensor([target for segment in group for target in segment.targets]),
        coefficients=torch.tensor([value for segment in group for value in segment.coefficients], dtype=torch.float64),
    )


def dense_mask(ends: Tensor) -> Tensor:
    """bool [B, 1, L, L], true where query q may see key k: the definition, for L small enough. `ends` is [B, L]."""
    index = torch.arange(ends.shape[1], device=ends.device)
    causal = index[:, None] >= index[None, :]
    inside = index[None, :, None] < ends[:, None, :]
    return (causal & inside)[:, None]
