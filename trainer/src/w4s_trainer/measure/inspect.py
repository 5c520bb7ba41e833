"""Size and weights of a data set, before training. Loads no model weights."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from w4s_trainer.data.encode import EncodedRow, encode_rows
from w4s_trainer.data.read import read_rows
from w4s_trainer.data.weights import effective_sample_size, mean_weight, reward_histogram
from w4s_trainer.layout.arrange import MODES, arrange, fed_tokens, padded_tokens
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.model.load import load_chat, load_config
from w4s_trainer.model.support import context_length
from w4s_trainer.train.order import plan_steps, thin_steps

SHOWN = 5


def inspect_rows(
    *, data: str, base: str, max_length: int | None, drop_long: bool, micro_tokens: int, rows_per_step: int
) -> dict[str, Any]:
    """Fields of the `inspection` event. Lists rows that are too long; they are no error here."""
    file, limit = read_rows(data), max_length or context_length(load_config(base))
    encoded = encode_rows(file.rows, load_chat(base), max_length=2**62).rows
    long = [row for row in encoded if len(row) > limit]
    rows = [row for row in encoded if len(row) <= limit] if drop_long else encoded
    return {
        "data_sha256": file.sha256,
        "rows": len(rows),
        "max_length": limit,
        "too_long": [row.row.id for row in long],
        "prompt_tokens": sum(len(row.prompt) for row in rows),
        "answer_tokens": sum(len(row.answer) for row in rows),
        "longest": [_size(row) for row in sorted(rows, key=len, reverse=True)[:SHOWN]],
        "rewards": reward_histogram(row.row for row in rows),
        **({"weights": _weights(rows), **_costs(rows, micro_tokens, rows_per_step)} if rows else {}),
    }


def _size(row: EncodedRow) -> dict[str, Any]:
    return {"id": row.row.id, "tokens": len(row), "answer_tokens": len(row.answer)}


def _weights(rows: list[EncodedRow]) -> dict[str, Any]:
    weights = [row.row.weight for row in rows]
    return {
        "min": min(weights),
        "max": max(weights),
        "wbar": mean_weight(rows),
        "effective": effective_sample_size(weights),
        "by_task": _shares(rows, "task"),
        "by_state": _shares(rows, "state"),
    }


def _shares(rows: list[EncodedRow], field: str) -> dict[str, float]:
    """The share of all weighted answer tokens per value of a field: the largest few."""
    mass: dict[str, float] = defaultdict(float)
    for row in rows:
        mass[str(getattr(row.row, field))] += row.row.weight * len(row.answer)
    largest = sorted(mass.items(), key=lambda item: -item[1])[:SHOWN]
    return {name: value / sum(mass.values()) for name, value in largest}


def _costs(rows: list[EncodedRow], micro_tokens: int, rows_per_step: int) -> dict[str, Any]:
    """Tokens that the model runs over in one epoch, per layout, with the steps that training would take."""
    plain = [row.row for row in rows]
    steps = plan_steps(plain, by_episode=True, epochs=1, rows_per_step=rows_per_step, seed=0)
    fed = dict.fromkeys(MODES, 0)
    for step in steps:
        for mode in MODES:
            groups = arrange([Weighted(rows[index], 1.0) for index in step.rows], mode, micro_tokens)
            fed[mode] += padded_tokens(groups) if mode == "padded" else fed_tokens(groups)
    return {
        "steps": len(steps),
        "thin_steps": thin_steps(steps, plain),
        "fed_tokens": fed,
        "tree_saving": fed["packed"] / fed["tree"],
    }
