"""Tells bases apart by content, since a folder can be renamed and two models can share a shape."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import torch

from w4s_trainer.model.nll import base_of

SHAPE_FIELDS = (
    "model_type",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "vocab_size",
    "intermediate_size",
)
SAMPLED_ROWS = 8


@torch.no_grad()
def fingerprint(model: Any) -> str:
    """sha256 over the shape, the last norm and the first embedding rows, in bfloat16 whatever the load was."""
    base = base_of(model)
    shape = {name: getattr(base.config, name, None) for name in SHAPE_FIELDS}
    digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode())
    norm = getattr(base.get_decoder(), "norm", None)
    weights = [base.get_input_embeddings().weight[:SAMPLED_ROWS], *([norm.weight] if norm is not None else [])]
    for weight in weights:
        digest.update(weight.detach().to("cpu", torch.bfloat16).view(torch.int16).numpy().tobytes())
    return digest.hexdigest()
