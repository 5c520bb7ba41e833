"""Attention over packed rows and prefix trees without a mask of L x L.

A depth-first tree is a few unbranched stretches. Each stretch attends to the keys of its ancestors and, causally, to
its own: one call of torch's fused attention per stretch, which computes nothing that the tree does not need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

NAME = "w4s_branches"


@dataclass(frozen=True)
class Branch:
    """Tokens `start` to `stop` of a sequence, each the child of the one before."""

    start: int
    stop: int
    ancestors: tuple[tuple[int, int], ...]
    """Ranges of tokens that all of them descend from, in order."""
    mask: Tensor | None
    """bool [stop - start, keys]; None where causal attention says the same, at a root."""


def find_branches(positions: Sequence[int], ends: Sequence[int], device: torch.device) -> list[Branch]:
    """The stretches of one depth-first sequence (see `Segment`)."""
    branches: list[Branch] = []
    path: list[tuple[int, int]] = []
    start = 0
    for stop in range(1, len(positions) + 1):
        if stop < len(positions) and positions[stop] == positions[stop - 1] + 1 and ends[stop - 1] > stop:
            continue
        path = _first_tokens(path, positions[start])
        above = positions[start]
        mask = seen_below(above, stop - start, device) if above > 0 else None
        branches.append(Branch(start, stop, tuple(path), mask))
        path.append((start, stop))
        start = stop
    return branches


def implementation(attention: str) -> str:
    """transformers' name of `branches` or `dense` attention; the former is made known to it first."""
    if attention == "dense":
        return "sdpa"
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, attend)
    return NAME


def attend(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    scaling: float | None = None,
    branches: Sequence[Branch] | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """transformers' attention contract: query [B, heads, L, D], key and value [B, kv_heads, L, D] -> [B, L, heads, D].

    Without `branches` the rows lie side by side and attention is causal: right padding is never seen.
    """
    groups = query.shape[1] // key.shape[1]
    if branches is None:
        return fused(query, key, value, None, scaling, groups).transpose(1, 2), None
    # Split once, not sliced branch by branch: the gradient of each slice would be as long as the whole sequence.
    lengths = [branch.stop - branch.start for branch in branches]
    queries, keys, values = (whole.split(lengths, dim=2) for whole in (query, key, value))
    place = {branch.start: index for index, branch in enumerate(branches)}
    parts = []
    for index, branch in enumerate(branches):
        above = [(place[start], stop - start) for start, stop in branch.ancestors]
        seen, read = (torch.cat([*(of[at][:, :, :n] for at, n in above), of[index]], dim=2) for of in (keys, values))
        parts.append(fused(queries[index], seen, read, branch.mask, scaling, groups))
    return torch.cat(parts, dim=2).transpose(1, 2), None


def fused(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, scaling: float | None, groups: int
) -> Tensor:
    # Repeated by hand: only some of torch's kernels take fewer key heads than query heads.
    key, value = (part.repeat_interleave(groups, dim=1) if groups > 1 else part for part in (key, value))
    return functional.scaled_dot_product_attention(
        query, key, value, attn_mask=mask, is_causal=mask is None, scale=scaling
    )


def _first_tokens(path: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    kept = []
    for start, stop in path:
        if count > 0:
            kept.append((start, min(stop, start + count)))
        count -= stop - start
    return kept


def seen_below(above: int, length: int, device: torch.device) -> Tensor:
    """bool [length, above + length]: what each of `length` tokens sees that come after `above` others."""
    return torch.ones(length, above + length, dtype=torch.bool, device=device).tril(diagonal=above)
