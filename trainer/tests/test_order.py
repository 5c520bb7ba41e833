from __future__ import annotations

import pytest
from tiny import episode_rows

from w4s_trainer.data.row import Row, parse_row
from w4s_trainer.train.order import plan_steps, thin_steps
from w4s_trainer.train.schedule import learning_rate


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return [parse_row(row, "t") for number in range(9) for row in episode_rows(f"e{number}")]


@pytest.mark.parametrize("by_episode", [True, False])
@pytest.mark.parametrize("rows_per_step", [1, 16, 1000])
def test_each_row_once_an_epoch(rows: list[Row], by_episode: bool, rows_per_step: int) -> None:
    steps = plan_steps(rows, by_episode=by_episode, epochs=3, rows_per_step=rows_per_step, seed=1)
    for epoch in range(3):
        taken = [index for step in steps if step.epoch == epoch for index in step.rows]
        assert sorted(taken) == list(range(len(rows)))


def test_episodes_stay_whole(rows: list[Row]) -> None:
    steps = plan_steps(rows, by_episode=True, epochs=1, rows_per_step=16, seed=1)
    for step in steps:
        episodes = {rows[index].episode for index in step.rows}
        assert len(step.rows) == 6 * len(episodes) >= 16


def test_rewards_are_mixed_evenly(rows: list[Row]) -> None:
    """Successes that are one in ten lie one or two in a step of ten, never ten in one."""
    rare = [Row(**{**vars(row), "reward": 1.0 if index < 10 else 0.0}) for index, row in enumerate(rows * 2)][:100]
    for step in plan_steps(rare, by_episode=False, epochs=1, rows_per_step=10, seed=4):
        assert sum(rare[index].reward == 1 for index in step.rows) <= 2


def test_order_is_a_function_of_the_seed(rows: list[Row]) -> None:
    plans = [plan_steps(rows, by_episode=True, epochs=2, rows_per_step=16, seed=seed) for seed in (1, 1, 2)]
    assert plans[0] == plans[1] != plans[2]
    first, second = ([step.rows for step in plans[0] if step.epoch == epoch] for epoch in (0, 1))
    assert first != second


def test_thin_steps(rows: list[Row]) -> None:
    def count(size: int, given: list[Row]) -> int:
        return thin_steps(plan_steps(given, by_episode=False, epochs=1, rows_per_step=size, seed=0), given)

    assert count(16, rows) == 0
    assert count(4, rows) == 14  # 54 rows: 13 steps of 4 and one of 2
    assert count(16, [Row(**{**vars(row), "weight": 1.0}) for row in rows]) == 3


@pytest.mark.parametrize(
    ("schedule", "wanted"),
    [
        ("cosine", [0.5, 1.0, 0.8535533906, 0.5, 0.1464466094]),
        ("linear", [0.5, 1.0, 0.75, 0.5, 0.25]),
        ("constant", [0.5, 1, 1, 1, 1]),
    ],
)
def test_learning_rate(schedule: str, wanted: list[float]) -> None:
    rates = [learning_rate(step, total=5, peak=1.0, warmup=0.2, schedule=schedule) for step in range(5)]
    assert rates == pytest.approx(wanted)
