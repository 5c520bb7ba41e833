from __future__ import annotations

import random

import pytest
import torch

from w4s_trainer.data.encode import EncodedRow
from w4s_trainer.data.row import Row
from w4s_trainer.layout.arrange import MODES, Mode, arrange, fed_tokens, padded_tokens
from w4s_trainer.layout.collate import collate, dense_mask
from w4s_trainer.layout.segment import Weighted, build_segment
from w4s_trainer.measure.synthetic import synthetic_episode
from w4s_trainer.model.attention import find_branches

CPU = torch.device("cpu")


def row(prompt: list[int], answer: list[int], weight: float = 1.0) -> Weighted:
    made = Row(id="r", episode="e", messages=({"role": "user", "content": "u"},), completion="c", weight=weight)
    return Weighted(EncodedRow(made, prompt, answer), weight)


def test_a_tree_by_hand() -> None:
    """Prompt 1 2; answers 3 4, 3 5 and 6; then a second turn after the first of them."""
    tree = build_segment(
        [row([1, 2], [3, 4], 2.0), row([1, 2], [3, 5], 3.0), row([1, 2], [6], 5.0), row([1, 2, 3, 4, 7], [8], 7.0)]
    )
    #                      1  2  3  4  7        (5, 6 and 8 are only predicted)
    assert tree.ids == [1, 2, 3, 4, 7]
    assert tree.positions == [0, 1, 2, 3, 4]
    assert tree.ends == [5, 5, 5, 5, 5]
    predictions = sorted(zip(tree.sources, tree.targets, tree.coefficients, strict=True))
    assert predictions == [(1, 3, 5.0), (1, 6, 5.0), (2, 4, 2.0), (2, 5, 3.0), (4, 8, 7.0)]


def test_branches_see_their_ancestors_only() -> None:
    batch = collate([build_segment([row([1], [2, 3, 9]), row([1], [4, 5, 9]), row([1], [4, 6, 9])])], "tree")
    assert batch.ids.tolist() == [[1, 2, 3, 4, 5, 6]]
    assert batch.positions.tolist() == [[0, 1, 2, 1, 2, 2]]
    assert dense_mask(batch.ends)[0, 0].int().tolist() == [
        [1, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0],
        [1, 1, 1, 0, 0, 0],
        [1, 0, 0, 1, 0, 0],
        [1, 0, 0, 1, 1, 0],
        [1, 0, 0, 1, 0, 1],
    ]


def test_packed_rows_start_at_position_zero_and_are_blind_to_each_other() -> None:
    batch = collate([build_segment([row([1, 2], [3])]), build_segment([row([4], [5, 6])])], "packed")
    assert batch.positions.tolist() == [[0, 1, 0, 1]]
    assert dense_mask(batch.ends)[0, 0].int().tolist() == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1]]
    assert list(zip(batch.sources.tolist(), batch.targets.tolist(), strict=True)) == [(1, 3), (2, 5), (3, 6)]


def random_rows(seed: int) -> list[Weighted]:
    """Few symbols, so that prefixes are shared in every way, whole rows and prompts of others included."""
    rng = random.Random(seed)
    return [
        row([rng.randrange(2) for _ in range(rng.randint(1, 4))], [rng.randrange(2) for _ in range(rng.randint(1, 5))])
        for _ in range(12)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_every_row_is_a_path_of_the_tree(seed: int) -> None:
    rows = random_rows(seed)
    batch = collate([build_segment(rows)], "tree")
    visible, ids = dense_mask(batch.ends)[0, 0], batch.ids[0]
    paths = {tuple(ids[visible[index]].tolist()): index for index in range(len(ids))}
    assert len(paths) == len(ids)  # no prefix twice
    wanted: dict[tuple[int, int], float] = {}
    for weighted in rows:
        tokens, first = weighted.row.tokens, len(weighted.row.prompt)
        for index in range(first, len(tokens)):
            edge = (paths[tuple(tokens[:index])], tokens[index])
            wanted[edge] = wanted.get(edge, 0.0) + 1.0
    found = dict(
        zip(zip(batch.sources.tolist(), batch.targets.tolist(), strict=True), batch.coefficients.tolist(), strict=True)
    )
    assert found == wanted


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mode", ["tree", "packed"])
def test_branches_are_the_mask(seed: int, mode: Mode) -> None:
    (group,) = arrange(random_rows(seed), mode, 10_000)
    batch = collate(group, mode)
    length = batch.ids.shape[1]
    found = torch.zeros(length, length, dtype=torch.bool)
    for branch in find_branches(batch.positions[0].tolist(), batch.ends[0].tolist(), CPU):
        keys = [key for a, b in [*branch.ancestors, (branch.start, branch.stop)] for key in range(a, b)]
        size = branch.stop - branch.start
        seen = branch.mask if branch.mask is not None else torch.ones(size, size, dtype=torch.bool).tril()
        found[branch.start : branch.stop, keys] = seen
    assert torch.equal(found, dense_mask(batch.ends)[0, 0])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("limit", [1, 13, 40])
def test_micro_batches_keep_the_limit_and_lose_nothing(mode: Mode, limit: int) -> None:
    rows = random_rows(3)
    groups = arrange(rows, mode, limit)
    for group in groups:
        size = padded_tokens([group]) if mode == "padded" else fed_tokens([group])
        assert size <= limit or len(group) == 1
    total = sum(sum(segment.coefficients) for group in groups for segment in group)
    assert total == sum(len(weighted.row.answer) for weighted in rows)


def test_tree_of_a_real_size_episode_saves_three_and_a_half_times() -> None:
    """Two turns, five candidates, a prompt of about 3,000 tokens and answers of about 700."""
    for episode in range(5):
        rows = synthetic_episode(episode=episode, vocab=50_000, prompt_tokens=3000, answer_tokens=700, candidates=5)
        weighted = [Weighted(encoded, 1.0) for encoded in rows]
        packed, tree = (fed_tokens(arrange(weighted, mode, 2**20)) for mode in ("packed", "tree"))
        assert 35_000 < packed < 50_000
        assert packed / tree >= 3.5
