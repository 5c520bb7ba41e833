"""Draws tokens from logits, so that a sample depends only on its seed, whatever is drawn alongside."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

BLOCK = 512
"""Tokens whose probabilities are summed up first: to search one block is cheaper than to search a vocabulary."""


@dataclass(frozen=True)
class Sampling:
    n: int = 1
    temperature: float = 1.0
    """0 is greedy."""
    top_p: float = 1.0
    max_tokens: int = 1024
    seed: int | None = None


@dataclass(frozen=True)
class Sample:
    ids: list[int]
    """Sampled token ids, the one that ended the turn included."""
    logprobs: list[float]
    """Natural logarithms under the model itself, before temperature and top-p."""
    stopped: bool
    """Whether the turn ended, or `max_tokens` did it."""


def pick(kept: Tensor, temperature: Tensor, uniform: Tensor, logits: Tensor) -> tuple[Tensor, Tensor]:
    """One token a row by inverse transform sampling: where the distribution function passes `uniform` in [0, 1).

    `kept` [n, vocabulary], `temperature` and `uniform` [n] -> tokens [n], and their log-probabilities [n] under
    `logits`, of which `kept` may be a part (`nucleus`). Temperature 0 takes the most likely token.
    """
    greedy = temperature == 0
    scaled = kept / torch.where(greedy, 1, temperature)[:, None].to(logits.dtype)
    drawn = _inverse(torch.softmax(scaled, dim=-1), uniform)
    tokens = torch.where(greedy, kept.argmax(dim=-1), drawn)
    return tokens, logits.gather(1, tokens[:, None])[:, 0] - logits.logsumexp(dim=-1)


def nucleus(logits: Tensor, temperature: Tensor, top_p: Tensor) -> Tensor:
    """The logits with all but the smallest set of tokens left out whose probability is at least `top_p` [n]."""
    scaled = logits / torch.where(temperature == 0, 1, temperature)[:, None].to(logits.dtype)
    sorted_, order = torch.softmax(scaled, dim=-1).sort(dim=-1, descending=True)
    outside = sorted_.cumsum(dim=-1) - sorted_ >= top_p[:, None]
    outside[:, 0] = False
    outside &= (top_p < 1)[:, None]  # what rounding would cut off
    return logits.masked_fill(torch.zeros_like(outside).scatter(1, order, outside), float("-inf"))


def _inverse(probabilities: Tensor, uniform: Tensor) -> Tensor:
    """In double precision where it is summed up: in single, the last of 150,000 tokens could not be told apart."""
    vocabulary = probabilities.shape[1]
    blocks = functional.pad(probabilities, (0, -vocabulary % BLOCK)).unflatten(1, (-1, BLOCK))
    sums = blocks.sum(dim=-1, dtype=torch.float64).cumsum(dim=-1)
    target = uniform[:, None].to(torch.float64) * sums[:, -1:]
    block = (sums <= target).sum(dim=-1, keepdim=True).clamp(max=sums.shape[1] - 1)
    before = torch.where(block > 0, sums.gather(1, (block - 1).clamp(min=0)), 0)
    inside = blocks.gather(1, block[:, :, None].expand(-1, -1, BLOCK))[:, 0].to(torch.float64).cumsum(dim=-1)
    # Kept below the block's own sum, which rounding may put just under the target.
    target = torch.minimum(target - before, inside[:, -1:] * (1 - 1e-12))
    token = block[:, 0] * BLOCK + (inside <= target).sum(dim=-1)
    return token.clamp(max=vocabulary - 1)
