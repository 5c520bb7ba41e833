"""Which rows make up which optimizer step."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from w4s_trainer.data.row import Row

MIXED_ROWS = 8
"""Rows below which clipping a step's gradient may erase the weights (method page, "The loss, exactly")."""


@dataclass(frozen=True)
class Step:
    epoch: int
    rows: tuple[int, ...]
    """Indices into the data set."""


def plan_steps(rows: Sequence[Row], *, by_episode: bool, epochs: int, rows_per_step: int, seed: int) -> list[Step]:
    """All steps of all epochs, each row once per epoch, rewards mixed evenly; depends only on its arguments.

    `by_episode` keeps the rows of an episode in one step, which lets the prefix tree share their tokens. A step
    then holds at least `rows_per_step` rows rather than exactly that many.
    """
    units = _units(rows, by_episode)
    steps: list[Step] = []
    for epoch in range(epochs):
        shuffled = _mix(units, rows, random.Random(f"{seed}:{epoch}"))
        steps.extend(Step(epoch, tuple(part)) for part in _cut(shuffled, rows_per_step))
    return steps


def thin_steps(steps: Sequence[Step], rows: Sequence[Row]) -> int:
    """Steps with fewer than 8 rows, or whose rows all weigh the same."""
    return sum(len(step.rows) < MIXED_ROWS or len({rows[i].weight for i in step.rows}) == 1 for step in steps)


def _units(rows: Sequence[Row], by_episode: bool) -> list[list[int]]:
    if not by_episode:
        return [[index] for index in range(len(rows))]
    episodes: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        episodes[row.episode].append(index)
    return list(episodes.values())


def _mix(units: list[list[int]], rows: Sequence[Row], rng: random.Random) -> list[list[int]]:
    """A random order in which every section has each best reward in its overall proportion."""
    strata: dict[float, list[list[int]]] = defaultdict(list)
    for unit in units:
        rewards = (rows[index].reward for index in unit)
        strata[max(-1.0 if reward is None else reward for reward in rewards)].append(unit)
    placed: list[tuple[float, list[int]]] = []
    for _, stratum in sorted(strata.items()):
        rng.shuffle(stratum)
        placed.extend(((place + rng.random()) / len(stratum), unit) for place, unit in enumerate(stratum))
    return [unit for _, unit in sorted(placed)]


def _cut(units: list[list[int]], rows_per_step: int) -> list[list[int]]:
    steps: list[list[int]] = []
    for unit in units:
        if not steps or len(steps[-1]) >= rows_per_step:
            steps.append([])
        steps[-1].extend(unit)
    # A short last step would give its few rows the influence of a whole step.
    if len(steps) > 1 and len(steps[-1]) * 2 < rows_per_step:
        steps[-2:] = [steps[-2] + steps[-1]]
    return steps
