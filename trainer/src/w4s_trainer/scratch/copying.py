"""Random weights that can copy before any training.

Copying a new word takes two layers that work together: a head that tells each position its preceding token, and an
induction head, which finds the position after an earlier copy of the current token and repeats the token there (Olsson
et al. 2022, arXiv 2209.11895). Neither helps alone, so a small model with little data finds them late or never. Here
they exist from the start, like the structured weights in mimetic initialisation (Trockman and Kolter 2023, arXiv
2305.09828); everything else writes nothing yet, and training changes all of it.
"""

from __future__ import annotations

import math
from typing import Any

import torch

SHARPNESS = 6.0
"""Of the look at the token before: its share of the attention is 0.95."""
MATCH = 2.5
"""Of the search for the present token."""
REPEAT = 3.0
"""Of what is repeated, relative to the embeddings."""
FAST, SLOW = 0.02, 0.003
"""Radians a position. Fast pairs distinguish neighbours; slow ones compare tokens over the whole context."""


@torch.no_grad()
def install_copying(model: Any) -> None:
    """Sets the first two layers of a Qwen2 with as many key heads as heads; needs its biases, for positions."""
    config, embedding = model.config, model.get_input_embeddings().weight
    hidden, size = config.hidden_size, config.hidden_size // config.num_attention_heads
    for layer in model.model.layers:
        layer.self_attn.o_proj.weight.zero_()
        layer.mlp.down_proj.weight.zero_()
    # Two halves of the stream, in random directions: the token itself, and the one before it.
    basis = torch.linalg.qr(torch.randn(hidden, hidden))[0].T
    token, before = basis[: hidden // 2], basis[hidden // 2 :]
    embedding.copy_(math.sqrt(2) * embedding @ token.T @ token)
    scale = embedding.std()
    turns = config.rope_parameters["rope_theta"] ** (-torch.arange(0, size, 2) / size)
    previous, induction = model.model.layers[0].self_attn, model.model.layers[1].self_attn
    for head in range(config.num_attention_heads // 2):
        at = slice(head * size, (head + 1) * size)
        _look_back(previous, at, turns)
        previous.v_proj.weight[at] = token[at]
        previous.o_proj.weight[:, at] = scale * before[at].T
        _look_for_token(induction, at, turns, token[at], before[at])
        induction.v_proj.weight[at] = token[at]
        induction.o_proj.weight[:, at] = REPEAT * scale * token[at].T


def _look_back(attention: Any, at: slice, turns: torch.Tensor) -> None:
    """Biases whose product is greatest one position back, whatever the tokens are."""
    strength = SHARPNESS * (turns > FAST)
    attention.k_proj.bias[at] = torch.cat([strength, torch.zeros_like(strength)])
    attention.q_proj.bias[at] = torch.cat([strength * torch.cos(turns), -strength * torch.sin(turns)])
    for projection in (attention.q_proj, attention.k_proj):
        projection.weight[at] *= 0.1


def _look_for_token(attention: Any, at: slice, turns: torch.Tensor, token: torch.Tensor, before: torch.Tensor) -> None:
    slow = (turns < SLOW).repeat(2)
    count = int(slow.sum())
    for projection, read in ((attention.q_proj, token), (attention.k_proj, before)):
        weight = torch.zeros_like(projection.weight[at])
        weight[slow] = MATCH * read[:count]
        projection.weight[at] = weight
