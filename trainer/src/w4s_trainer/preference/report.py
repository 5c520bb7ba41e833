"""Turns the reports of TRL's loop into events."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from transformers import TrainerCallback

from w4s_trainer.errors import TrainerError
from w4s_trainer.events import Emit
from w4s_trainer.train.losses import LossFile

OWN = {"loss": "loss", "learning_rate": "lr", "grad_norm": "grad_norm", "epoch": "epoch"}


class Report(TrainerCallback):
    """Reports the start and every step; stops after the step in which a signal arrived or the tokens were used up."""

    def __init__(
        self,
        emit: Emit,
        losses: LossFile,
        start: dict[str, Any],
        interrupted: Callable[[], bool],
        max_tokens: int | None = None,
    ) -> None:
        self.emit, self.losses, self.start, self.interrupted = emit, losses, start, interrupted
        self.max_tokens, self.tokens = max_tokens, 0
        self.began = self.last = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self.began = self.last = time.monotonic()
        self.emit("started", **self.start, total=self._total(state), step=0)

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        is_spent = self.max_tokens is not None and state.num_input_tokens_seen >= self.max_tokens
        if self.interrupted() or is_spent:
            control.should_training_stop = True

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any] | None = None, **_: Any) -> None:
        """Raises TrainerError ``diverged``."""
        if not logs or "loss" not in logs:
            return
        numbers = {key: float(value) for key, value in logs.items() if isinstance(value, (int, float))}
        record = {"step": state.global_step, **{OWN[key]: numbers.pop(key) for key in OWN if key in numbers}}
        record["metrics"] = numbers
        now = time.monotonic()
        seconds = now - self.last
        so_far = round(numbers.get("num_tokens", 0))
        tokens, self.tokens = so_far - self.tokens, so_far
        eta = self.seconds * (1 / max(self._done(state), 1e-9) - 1)
        self.losses.add(record)
        self.emit(
            "step",
            **record,
            total=self._total(state),
            tokens=tokens,
            tokens_per_s=round(tokens / max(seconds, 1e-9), 1),
            seconds=round(seconds, 4),
            eta_s=round(max(0.0, eta), 1),
        )
        self.last = now
        _check_finite(record)

    def _done(self, state: Any) -> float:
        """The part of the run that is behind, 0 to 1."""
        if self.max_tokens is not None:
            return self.tokens / self.max_tokens
        return state.global_step / max(1, state.max_steps)

    def _total(self, state: Any) -> int:
        """Steps of the whole run: with a budget of tokens, as many as it takes at the rate so far; 0 if unknown."""
        if self.max_tokens is None:
            return state.max_steps
        return max(state.global_step, math.ceil(state.global_step / max(self._done(state), 1e-9)))


def _check_finite(record: dict[str, Any]) -> None:
    for name in ("loss", "grad_norm"):
        if not math.isfinite(record.get(name, 0.0)):
            message = f"The {name} of step {record['step']} is {record[name]}: the run was stopped, nothing was written"
            raise TrainerError("diverged", message, hint="Lower --lr and start again.")
