"""The reference that every layout is held to: one row at a time, no masks, transformers' own logits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from transformers.models.qwen2 import modeling_qwen2

from w4s_trainer.data.encode import EncodedRow
from w4s_trainer.model.nll import base_of


@contextmanager
def double_precision() -> Iterator[None]:
    """transformers rounds norms to float32 in any precision; here they keep theirs."""

    def exact(self: Any, hidden: torch.Tensor) -> torch.Tensor:
        return self.weight * hidden * torch.rsqrt(hidden.pow(2).mean(-1, keepdim=True) + self.variance_epsilon)

    kept = modeling_qwen2.Qwen2RMSNorm.forward
    modeling_qwen2.Qwen2RMSNorm.forward = exact
    try:
        yield
    finally:
        modeling_qwen2.Qwen2RMSNorm.forward = kept


def naive_loss(model: Any, rows: Sequence[EncodedRow]) -> torch.Tensor:
    """The formula of the method page, with wbar and N_B over these rows."""
    tokens = sum(len(row.answer) for row in rows)
    wbar = sum(len(row.answer) * row.row.weight for row in rows) / tokens
    total = torch.zeros((), dtype=torch.float64)
    config = base_of(model).config
    kept, config._attn_implementation = config._attn_implementation, "sdpa"
    for row in rows:
        logits = model(input_ids=torch.tensor([row.tokens])).logits[0]
        logs = torch.log_softmax(logits, dim=-1)
        for offset, token in enumerate(row.answer):
            total = total - row.row.weight / wbar * logs[len(row.prompt) + offset - 1, token]
    config._attn_implementation = kept
    return total / tokens


def gradients(model: Any) -> dict[str, torch.Tensor]:
    """Takes the gradients off the model."""
    found = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    model.zero_grad(set_to_none=True)
    return found


def largest_difference(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> float:
    """Over all gradients, relative to the largest of each."""
    assert a.keys() == b.keys()
    return max(float((a[name] - b[name]).abs().max() / b[name].abs().max()) for name in b)
