"""Weights over the whole data set. They are computed elsewhere, from rewards; this only normalises them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from w4s_trainer.data.encode import EncodedRow
from w4s_trainer.data.row import Row
from w4s_trainer.errors import TrainerError


def mean_weight(rows: Sequence[EncodedRow]) -> float:
    """wbar = sum(T_i w_i) / sum(T_i): the mean weight of an answer token over the data set.

    Raises TrainerError ``zero-weights`` if every weight is 0.
    """
    tokens = sum(len(row.answer) for row in rows)
    mean = sum(len(row.answer) * row.row.weight for row in rows) / tokens
    if mean <= 0:
        hint = "Choose a weight function that keeps some rows; `sft-success` keeps none if nothing succeeded."
        raise TrainerError("zero-weights", "Expected at least one row with a weight above 0, got none", hint=hint)
    return mean


def effective_sample_size(weights: Iterable[float]) -> float:
    """Kish's (sum w)^2 / sum(w^2), in rows."""
    values = list(weights)
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / squares if squares else 0.0


def reward_histogram(rows: Iterable[Row]) -> dict[str, int]:
    """Rows by reward; unknown rewards under ``null``."""
    counts = Counter("null" if row.reward is None else f"{row.reward:g}" for row in rows)
    return dict(sorted(counts.items()))


def constant_weights(rows: Sequence[Row]) -> bool:
    """Whether all weights are the same, so that they have no effect."""
    return len({row.weight for row in rows}) == 1
