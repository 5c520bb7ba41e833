"""Which waiting sequences are prefilled together."""

from __future__ import annotations

from collections import deque

from w4s_trainer.serve.job import Row

MOST_PADDING = 0.3
"""Share of a prompt's row that may be padding."""


def next_group(waiting: deque[Row], free: int, tokens: int) -> list[Row]:
    """Takes at most `free` rows out of `waiting`: the first, and those after it that fit beside it.

    Rows of one job share a prompt. Prompts are padded to the longest, to `tokens` in all unless one alone is longer.
    """
    prompts: dict[int, int] = {}
    taken: list[Row] = []
    left: deque[Row] = deque()
    while waiting and len(taken) < free:
        row = waiting.popleft()
        beside = {**prompts, id(row.job): len(row.job.prompt)}
        if not prompts or _fits(list(beside.values()), tokens):
            prompts = beside
            taken.append(row)
        else:
            left.append(row)
    waiting.extendleft(reversed(left))
    return taken


def _fits(lengths: list[int], tokens: int) -> bool:
    return len(lengths) * max(lengths) <= tokens and min(lengths) >= (1 - MOST_PADDING) * max(lengths)
