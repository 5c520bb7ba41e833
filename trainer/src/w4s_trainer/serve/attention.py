"""Attention over slots: every sequence keeps its keys and values in its own place, its slot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from w4s_trainer.model.attention import fused

NAME = "w4s_slots"


class View(Protocol):
    """What a forward pass does with the keys and values of its tokens."""

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        """query [B, heads, L, D], key and value [B, kv_heads, L, D] -> [B, L, heads, D]."""


def implementation() -> str:
    """transformers' name of this attention, which is made known to it first."""
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
    slots: View,
    scaling: float | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """transformers' attention contract. Its masks are none: the view knows who sees whom."""
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    return slots.attend(module.layer_idx, query, key, value, scale), None


@dataclass(frozen=True)
class Prefill:
    """Whole prompts, right-padded. Padding is also written: a slot's next tokens overwrite it before reading it."""

    cache: Tensor
    """[layers, 2, slots, kv_heads, context, D]"""
    source: Tensor
    """[m]: prompts, one for each slot that is filled"""
    target: Tensor
    """[m]: those slots"""

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        width = key.shape[2]
        for held, fresh in zip(self.cache[layer], (key, value), strict=True):
            held[self.target, :, :width] = fresh[self.source]
        return causal(query, key, value, scaling)


@dataclass(frozen=True)
class Decode:
    """One token in each of the first slots, which sees the first `position` tokens of its slot and itself."""

    cache: Tensor
    positions: Tensor
    """[n]"""
    hidden: Tensor
    """bool [n, 1, 1, length]: what lies behind a slot's own position"""
    rows: Tensor
    """[n]: 0 to n - 1"""

    @classmethod
    def of(cls, cache: Tensor, positions: Tensor, length: int) -> Decode:
        """`length`: more than any position; nothing beyond it is read."""
        places = torch.arange(length, device=positions.device)
        rows = torch.arange(len(positions), device=positions.device)
        return cls(cache, positions, (places > positions[:, None])[:, None, None], rows)

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        count, heads, _, size = query.shape
        length = self.hidden.shape[-1]
        keys, values = self.cache[layer]
        keys[self.rows, :, self.positions] = key[:, :, 0]
        values[self.rows, :, self.positions] = value[:, :, 0]
        # Query heads that share a key head are the rows of one product: nothing is repeated.
        grouped = (query * scaling).view(count, key.shape[1], -1, size)
        scores = grouped @ keys[:count, :, :length].transpose(2, 3)
        weights = scores.masked_fill(self.hidden, float("-inf")).softmax(dim=-1, dtype=_exact(scores.dtype))
        mixed = weights.to(value.dtype) @ values[:count, :, :length]
        return mixed.reshape(count, 1, heads, size)


@dataclass(frozen=True)
class Siblings:
    """Active sequences of one prompt."""

    slots: list[int]
    shared: int
    """Places that are the same in all of these slots: the prompt, or 0 for a single sequence."""


@dataclass(frozen=True)
class RowByRow:
    """`Decode` for a CPU: reads each slot only to its own length, and a prompt once for all its samples. A CPU
    multiplies keys by queries several times as fast as queries by transposed keys.
    """

    cache: Tensor
    positions: list[int]
    """Of slots 0 to n - 1"""
    groups: list[Siblings]

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        count, heads, _, size = query.shape
        keys, values = self.cache[layer]
        for slot, position in enumerate(self.positions):
            keys[slot, :, position], values[slot, :, position] = key[slot, :, 0], value[slot, :, 0]
        grouped = (query * scaling).view(count, key.shape[1], -1, size)
        mixed = torch.empty_like(grouped)
        for group in self.groups:
            self._mix(group, keys, values, grouped, mixed)
        return mixed.reshape(count, 1, heads, size)

    def _mix(self, group: Siblings, keys: Tensor, values: Tensor, queries: Tensor, mixed: Tensor) -> None:
        """Into `mixed` [n, kv_heads, q, D], q query heads to each key head."""
        shared, first, each = group.shared, group.slots[0], queries.shape[2]
        own = [self._scores(keys[slot, :, shared : self.positions[slot] + 1], queries[slot]) for slot in group.slots]
        if shared:
            together = queries[group.slots].transpose(0, 1).flatten(1, 2)
            parts = self._scores(keys[first, :, :shared], together).split(each, dim=1)
            own = [torch.cat(pair, dim=2) for pair in zip(parts, own, strict=True)]
        weights = [scores.softmax(dim=-1, dtype=_exact(scores.dtype)).to(scores.dtype) for scores in own]
        for slot, weight in zip(group.slots, weights, strict=True):
            mixed[slot] = weight[:, :, shared:] @ values[slot, :, shared : self.positions[slot] + 1]
        if shared:
            prompt = torch.cat([weight[:, :, :shared] for weight in weights], dim=1) @ values[first, :, :shared]
            for slot, part in zip(group.slots, prompt.split(each, dim=1), strict=True):
                mixed[slot] += part

    @staticmethod
    def _scores(keys: Tensor, queries: Tensor) -> Tensor:
        """[kv_heads, L, D] and [kv_heads, q, D] -> [kv_heads, q, L]"""
        return (keys @ queries.transpose(1, 2)).transpose(1, 2)


@dataclass
class Shapes:
    """Records only (kv_heads, D) of each layer that asks: the required cache size."""

    seen: dict[int, tuple[int, int]] = field(default_factory=dict)

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        self.seen[layer] = (key.shape[1], key.shape[3])
        return causal(query, key, value, scaling)


def causal(query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
    mixed = fused(query, key, value, None, scaling, query.shape[1] // key.shape[1])
    return mixed.transpose(1, 2)


def _exact(dtype: torch.dtype) -> torch.dtype:
    return torch.float32 if dtype in (torch.bfloat16, torch.float16) else dtype
