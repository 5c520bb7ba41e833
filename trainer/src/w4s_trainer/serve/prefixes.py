"""What slots still hold of sequences that have ended, so that a prompt is run only from where it differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from w4s_trainer.serve.adapter import Adapter
from w4s_trainer.serve.job import Row
from w4s_trainer.serve.runner import Runner


@dataclass
class Past:
    """Its tokens' keys and values are in a slot that no active sequence has."""

    tokens: list[int]
    adapter: Adapter | None
    used: int
    """Larger if it was used later."""


class Prefixes:
    """The slots behind the active ones keep what they held until their place is needed; the oldest goes first.

    On a CPU, where each token of a prompt costs its time. A GPU runs many prompts at once in the time of one, so there
    only samples of one request share it.
    """

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.keeps = not runner.cache.is_cuda
        self._pasts: dict[int, Past] = {}
        self._clock = count()

    def longest(self, row: Row, active: Sequence[Row]) -> tuple[int, int]:
        """The slot that holds most of the row's prompt, and how many of its tokens: all but the last at most."""
        sibling = next((slot for slot, other in enumerate(active) if other.job is row.job), None)
        if sibling is not None:
            return sibling, row.position
        prompt = row.job.prompt[:-1]
        held = ((_common(prompt, tokens), slot) for slot, tokens in self._held(row.job.adapter, active))
        length, slot = max(held, default=(0, 0))
        return slot, length

    def take(self, source: int, target: int, length: int) -> None:
        """Copies a prefix into a slot that gets a new sequence."""
        if source == target:
            self._pasts.pop(target)
            return
        if source in self._pasts:
            self._pasts[source].used = next(self._clock)
        self.make_room(target)
        self.runner.copy(source, target, length)

    def make_room(self, slot: int) -> None:
        """Moves what the first free slot holds to where nothing is, or what was used longest ago."""
        past = self._pasts.pop(slot, None)
        others = range(slot + 1, self.runner.slots)
        if past is None or not others:
            return
        place = min(others, key=lambda other: self._pasts[other].used if other in self._pasts else -1)
        if place not in self._pasts or self._pasts[place].used < past.used:
            self.runner.copy(slot, place, len(past.tokens))
            self._pasts[place] = past

    def keep(self, slot: int, row: Row) -> None:
        """The sequence in this slot, the first behind the active ones, has ended."""
        if self.keeps and not row.spoiled:
            tokens = (row.job.prompt + row.ids)[: row.position]
            self._pasts[slot] = Past(tokens, row.job.adapter, next(self._clock))

    def clear(self) -> None:
        """Forgets what ended sequences have left."""
        self._pasts.clear()

    def _held(self, adapter: Adapter | None, active: Sequence[Row]) -> Iterator[tuple[int, list[int]]]:
        if not self.keeps:
            return
        for slot, row in enumerate(active):
            if row.job.adapter is adapter:
                yield slot, (row.job.prompt + row.ids)[: row.position]
        for slot, past in self._pasts.items():
            if past.adapter is adapter:
                yield slot, past.tokens


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
