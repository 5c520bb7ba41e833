"""A sequence of tokens that can run on its own: one row, or a prefix tree of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from w4s_trainer.data.encode import EncodedRow


@dataclass(frozen=True)
class Weighted:
    """A row and its coefficient in the loss, w_i / wbar."""

    row: EncodedRow
    coefficient: float


@dataclass
class Segment:
    """Tokens in depth-first order of their prefix tree, L of them, and the N predictions that are trained.

    Token k may be seen by token q when ``k <= q < ends[k]``: `ends[k]` is where the subtree of k ends, so what a
    token sees is its ancestors and itself. A single row is a tree without branches, and this is causal attention.
    """

    ids: list[int] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    """Depth in the tree: the position the token has in each row that holds it."""
    ends: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    """Index of the token whose hidden state predicts, per prediction."""
    targets: list[int] = field(default_factory=list)
    coefficients: list[float] = field(default_factory=list)
    """Summed over the rows that share the prediction."""

    def __len__(self) -> int:
        return len(self.ids)


def build_segment(rows: Sequence[Weighted]) -> Segment:
    """The prefix tree of rows: each distinct prefix holds its last token once.

    In lexicographic order a row shares with the row before it the longest prefix that it shares with any earlier
    one, so that order is depth-first. A row's last token is only predicted, never fed.
    """
    segment = Segment()
    predictions: dict[tuple[int, int], float] = {}
    path: list[int] = []
    previous: list[int] = []
    for weighted in sorted(rows, key=lambda item: item.row.tokens):
        fed = weighted.row.tokens[:-1]
        _leave(segment, path, shared_prefix(previous, fed))
        _enter(segment, path, fed)
        _predict(predictions, path, weighted)
        previous = fed
    _leave(segment, path, 0)
    for (source, target), coefficient in predictions.items():
        segment.sources.append(source)
        segment.targets.append(target)
        segment.coefficients.append(coefficient)
    return segment


def shared_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """Length of the common prefix, in tokens."""
    shortest = min(len(a), len(b))
    if a[:shortest] == b[:shortest]:
        return shortest
    return next(index for index in range(shortest) if a[index] != b[index])


def _leave(segment: Segment, path: list[int], depth: int) -> None:
    for node in path[depth:]:
        segment.ends[node] = len(segment.ids)
    del path[depth:]


def _enter(segment: Segment, path: list[int], fed: list[int]) -> None:
    for depth in range(len(path), len(fed)):
        path.append(len(segment.ids))
        segment.ids.append(fed[depth])
        segment.positions.append(depth)
        segment.ends.append(0)


def _predict(predictions: dict[tuple[int, int], float], path: list[int], weighted: Weighted) -> None:
    first = len(weighted.row.prompt)
    for offset, target in enumerate(weighted.row.answer):
        edge = (path[first + offset - 1], target)
        predictions[edge] = predictions.get(edge, 0.0) + weighted.coefficient
