"""A request, and the sequences that answer it."""

from __future__ import annotations

import random
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass, field

from w4s_trainer.serve.adapter import Adapter
from w4s_trainer.serve.sampling import Sample, Sampling


@dataclass(eq=False)
class Job:
    """`n` independent samples of one prompt."""

    prompt: list[int]
    sampling: Sampling
    stops: Collection[int]
    adapter: Adapter | None = None
    done: Future[list[Sample]] = field(default_factory=Future)
    samples: dict[int, Sample] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        return [Row(self, index, self._noise(index)) for index in range(self.sampling.n)]

    def finish(self, index: int, sample: Sample) -> None:
        self.samples[index] = sample
        if len(self.samples) == self.sampling.n and not self.done.done():
            self.done.set_result([self.samples[at] for at in range(self.sampling.n)])

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)

    def _noise(self, index: int) -> random.Random:
        """The same numbers for the same seed and sample, whatever runs alongside."""
        return random.Random() if self.sampling.seed is None else random.Random(f"{self.sampling.seed}:{index}")


@dataclass(eq=False)
class Row:
    """A sample in progress. What it keeps in its slot are the keys and values of all but its last token."""

    job: Job
    index: int
    noise: random.Random
    ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    spoiled: bool = False
    """Its slot held what is not a number."""

    @property
    def last(self) -> int:
        """The token to be fed next."""
        return self.ids[-1] if self.ids else self.job.prompt[-1]

    @property
    def position(self) -> int:
        """Of that token."""
        return len(self.job.prompt) + len(self.ids) - 1

    def take(self, token: int, logprob: float) -> bool:
        """Whether that was the last token, so that the sample is done."""
        self.ids.append(token)
        self.logprobs.append(logprob)
        stopped = token in self.job.stops
        if not stopped and len(self.ids) < self.job.sampling.max_tokens:
            return False
        self.job.finish(self.index, Sample(self.ids, self.logprobs, stopped))
        return True
