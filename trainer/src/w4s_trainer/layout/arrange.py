"""Divides the rows of a step into micro-batches that fit in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from w4s_trainer.layout.segment import Segment, Weighted, build_segment, shared_prefix

Mode = Literal["tree", "packed", "padded"]
MODES: tuple[Mode, ...] = ("tree", "packed", "padded")
Group = list[Segment]
"""The segments of one micro-batch: side by side if padded, else one after another."""


def arrange(rows: Sequence[Weighted], mode: Mode, micro_tokens: int) -> list[Group]:
    """Micro-batches of at most `micro_tokens` fed tokens, except where a single row is longer.

    Rows of coefficient 0 have no gradient and are not run (they still count in the step's token number).
    """
    active = [weighted for weighted in rows if weighted.coefficient != 0]
    if mode == "tree":
        return _fill(_trees(active, micro_tokens), micro_tokens)
    segments = [build_segment([weighted]) for weighted in active]
    return _side_by_side(segments, micro_tokens) if mode == "padded" else _fill(segments, micro_tokens)


def fed_tokens(groups: Sequence[Group]) -> int:
    """Tokens that the model runs over, without padding."""
    return sum(len(segment) for group in groups for segment in group)


def padded_tokens(groups: Sequence[Group]) -> int:
    """Tokens that the model runs over if segments lie side by side, with padding."""
    return sum(len(group) * max(len(segment) for segment in group) for group in groups)


def _trees(rows: Sequence[Weighted], limit: int) -> list[Segment]:
    """Prefix trees over all rows, cut where the next row would take a tree over the limit."""
    trees: list[list[Weighted]] = []
    size = 0
    previous: list[int] = []
    for weighted in sorted(rows, key=lambda item: item.row.tokens):
        fed = weighted.row.tokens[:-1]
        growth = len(fed) - shared_prefix(previous, fed)
        if not trees or size + growth > limit:
            trees.append([])
            size, growth = 0, len(fed)
        trees[-1].append(weighted)
        size, previous = size + growth, fed
    return [build_segment(tree) for tree in trees]


def _fill(segments: list[Segment], limit: int) -> list[Group]:
    """First fit, longest first."""
    groups: list[Group] = []
    for segment in sorted(segments, key=len, reverse=True):
        fitting = (group for group in groups if sum(map(len, group)) + len(segment) <= limit)
        group = next(fitting, None)
        if group is None:
            groups.append([segment])
        else:
            group.append(segment)
    return groups


def _side_by_side(segments: list[Segment], limit: int) -> list[Group]:
    """Groups rows of similar length, so that little is padded."""
    groups: list[Group] = []
    for segment in sorted(segments, key=len, reverse=True):
        if groups and len(groups[-1][0]) * (len(groups[-1]) + 1) <= limit:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    return groups
