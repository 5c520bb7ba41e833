"""Learning rate by step."""

from __future__ import annotations

import math

from w4s_trainer.train.options import Schedule


def learning_rate(step: int, *, total: int, peak: float, warmup: float, schedule: Schedule) -> float:
    """The rate of step 0 <= `step` < `total`: a linear rise over `warmup * total` steps, then the schedule to 0."""
    rising = round(warmup * total)
    if step < rising:
        return peak * (step + 1) / (rising + 1)
    done = (step - rising) / max(1, total - rising)
    if schedule == "cosine":
        return peak * 0.5 * (1 + math.cos(math.pi * done))
    return peak * (1 - done) if schedule == "linear" else peak
