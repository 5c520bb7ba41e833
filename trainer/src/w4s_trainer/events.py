"""JSON lines on stdout for the parent process, sentences on stderr for people."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from typing import Any, Literal

from w4s_trainer.errors import TrainerError

EventName = Literal[
    "started",
    "step",
    "checkpoint",
    "warning",
    "finished",
    "interrupted",
    "error",
    "inspection",
    "measured",
    "listening",
]
Emit = Callable[..., None]


def emit(event: EventName, **fields: Any) -> None:
    """Writes one event. NaN and infinity, which JSON lacks, become null."""
    record = {"event": event, **{key: _finite(value) for key, value in fields.items()}}
    print(json.dumps(record, ensure_ascii=False, allow_nan=False), flush=True)


def silent(event: EventName, **fields: Any) -> None:
    """For processes of a distributed run that are not the first one."""


def say(text: str) -> None:
    """A line for a person."""
    print(text, file=sys.stderr, flush=True)


def emit_error(error: TrainerError) -> None:
    """An error as an event, and as a sentence with its next step."""
    emit("error", code=error.code, message=error.message, hint=error.hint, facts=error.facts)
    say(f"error: {error.message}" + (f"\n  {error.hint}" if error.hint else ""))


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value
