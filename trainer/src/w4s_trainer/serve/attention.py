"""Attention over slots: every sequence keeps its keys and values in its own place, its slot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from w4s_trainer.model.attention import fused, seen_below

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
    first: int
    """Of these slots, which lie side by side"""

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        width = key.shape[2]
        for held, fresh in zip(self.cache[layer], (key, value), strict=True):
            held[self.first : self.first + len(self.source), :, :width] = fresh[self.source]
        return causal(query, key, value, scaling)


@dataclass(frozen=True)
class Extend:
    """Further tokens of one slot, behind those that it holds."""

    cache: Tensor
    slot: int
    start: int
    seen: Tensor
    """bool [L, start + L]"""

    @classmethod
    def of(cls, cache: Tensor, slot: int, start: int, count: int) -> Extend:
        return cls(cache, slot, start, seen_below(start, count, cache.device))

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        keys, values = self.cache[layer, :, self.slot, :, : self.seen.shape[1]]
        keys[:, self.start :], values[:, self.start :] = key[0], value[0]
        groups = query.shape[1] // key.shape[1]
        return fused(query, keys[None], values[None], self.seen, scaling, groups).transpose(1, 2)


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
    """Places that are the same in all of these slots, less than the position of any: the prompt but for its last
    token, which a sample that joins late still has to feed, or 0 for a single sequence.
    """


@dataclass(frozen=True)
class RowByRow:
    """`Decode` for a CPU: reads each slot only to its own length, and a prompt once for all its samples."""

    cache: Tensor
    positions: list[int]
    """Of slots 0 to n - 1"""
    places: Tensor
    """[n * kv_heads]: where these slots' positions lie among all [slots * kv_heads * context] of a layer"""
    groups: list[Siblings]

    @classmethod
    def of(cls, cache: Tensor, positions: list[int], groups: list[Siblings]) -> RowByRow:
        kv_heads, context = cache.shape[3:5]
        heads = torch.arange(len(positions) * kv_heads).view(len(positions), kv_heads)
        places = heads * context + torch.tensor(positions)[:, None]
        return cls(cache, positions, places.flatten(), groups)

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
        count, heads, _, size = query.shape
        keys, values = self.cache[layer]
        # Row after row: `held[range(count), :, positions] = ...` goes through the slots once for each of a row's
        # numbers, and each time is a far address.
        for held, fresh in ((keys, key), (values, value)):
            held.view(-1, size).index_copy_(0, self.places, fresh.reshape(-1, size))
        # Query heads that share a key head are rows of one product.
        grouped = query.view(count, key.shape[1], -1, size)
        parts: list[Part] = [(grouped, grouped)] * count
        for group in self.groups:
            for slot in group.slots:
                own = slice(group.shared, self.positions[slot] + 1)
                parts[slot] = _seen(grouped[slot], keys[slot, :, own], values[slot, :, own], scaling)
        mixed, masses = (torch.stack(each) for each in zip(*parts, strict=True))
        for group in self.groups:
            if group.shared:
                self._add_prompt(group, (keys, values), grouped, (mixed, masses), scaling)
        return mixed.view(count, 1, heads, size)

    @staticmethod
    def _add_prompt(
        group: Siblings, cached: tuple[Tensor, Tensor], grouped: Tensor, own: Part, scaling: float
    ) -> None:
        """Two softmaxes become one by the sums of their exponentials (Milakov and Gimelshein, arXiv 1805.02867)."""
        keys, values = (held[group.slots[0], :, : group.shared] for held in cached)
        together = grouped[group.slots].transpose(0, 1).flatten(1, 2)
        each = grouped.shape[2]
        prompt, masses = (
            part.unflatten(1, (-1, each)).transpose(0, 1) for part in _seen(together, keys, values, scaling)
        )
        mixed = own[0]
        share = (masses - own[1][group.slots]).sigmoid()[..., None]
        mixed[group.slots] = mixed[group.slots].lerp(prompt, share.to(mixed.dtype))


Part = tuple[Tensor, Tensor]
"""Mixed values [..., q, D], and the logarithm of the sum of exponentials that they were divided by [..., q]."""


def _seen(queries: Tensor, keys: Tensor, values: Tensor, scaling: float) -> Part:
    """queries [kv_heads, q, D] over keys and values [kv_heads, L, D]."""
    # The kernel of `scaled_dot_product_attention`, which keeps the sums to itself.
    mixed, masses = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(
        queries[None], keys[None], values[None], scale=scaling
    )
    return mixed[0], masses[0]


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
