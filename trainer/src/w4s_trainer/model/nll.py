"""The weighted negative log-likelihood of a micro-batch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from w4s_trainer.layout.collate import MicroBatch, dense_mask
from w4s_trainer.model.attention import NAME as BRANCHES
from w4s_trainer.model.attention import find_branches

LOGIT_CHUNK = 1024
"""Answer tokens whose logits exist at once: 1024 x 152k vocabulary x 4 bytes = 0.6 GB."""


def weighted_nll(model: Any, batch: MicroBatch, *, chunk: int = LOGIT_CHUNK) -> Tensor:
    """-sum over answer tokens of (w_i / wbar) * log pi(y_it | s_i, y_i<t), a scalar.

    Not divided by anything: the caller divides by the token number N_B of the whole optimizer step, since a
    micro-batch that normalised itself would erase the weights. Logits are computed at answer tokens only, `chunk`
    at a time, and once more in the backward pass instead of being kept.
    """
    hidden = hidden_states(model, batch)[batch.sources]
    head = base_of(model).get_output_embeddings()
    total = hidden.new_zeros((), dtype=_exact(hidden.dtype))
    for start in range(0, len(hidden), chunk):
        part = slice(start, start + chunk)
        arguments = (head, hidden[part], batch.targets[part], batch.coefficients[part])
        total = total + checkpoint(_chunk_nll, *arguments, use_reentrant=False)
    return total


def hidden_states(model: Any, batch: MicroBatch) -> Tensor:
    """Last hidden states [B * L, H]: the decoder alone, without the head."""
    base = base_of(model)
    output = base.get_decoder()(
        input_ids=batch.ids, position_ids=batch.positions, use_cache=False, **_visibility(base, batch)
    )
    return output.last_hidden_state.flatten(0, 1)


def base_of(model: Any) -> Any:
    """The transformers model inside a peft model (adapters live in its layers), or the model itself."""
    return model.get_base_model() if hasattr(model, "get_base_model") else model


def _visibility(base: Any, batch: MicroBatch) -> dict[str, Any]:
    """Which tokens see which, in the terms of the attention that the base was loaded with."""
    if base.config._attn_implementation != BRANCHES:
        return {"attention_mask": dense_mask(batch.ends)}
    if len(batch.ids) > 1:
        return {}
    return {"branches": find_branches(batch.positions[0].tolist(), batch.ends[0].tolist(), batch.ids.device)}


def _chunk_nll(head: Any, hidden: Tensor, targets: Tensor, coefficients: Tensor) -> Tensor:
    logits = head(hidden)
    losses = functional.cross_entropy(logits.to(_exact(logits.dtype)), targets, reduction="none")
    return (coefficients.to(losses.dtype) * losses).sum()


def _exact(dtype: torch.dtype) -> torch.dtype:
    """Half precision is too coarse for a log-softmax over a vocabulary."""
    return torch.float32 if dtype in (torch.bfloat16, torch.float16) else dtype
