"""Runs the trainer in this process or in its own, and reads its events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from w4s_trainer.events import EventName
from w4s_trainer.train.loop import train
from w4s_trainer.train.options import TrainOptions
from w4s_trainer.train.world import join_world

SOURCE = Path(__file__).parents[1] / "src"
Event = dict[str, Any]


class Recorder:
    """Takes the place of `emit` and keeps what it was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, event: EventName, **fields: Any) -> None:
        self.events.append({"event": event, **fields})

    def of(self, name: EventName) -> list[Event]:
        return [event for event in self.events if event["event"] == name]


def run(data: Path, base: Path, out: Path, emit: Any = None, **options: Any) -> dict[str, Any] | None:
    """Trains here, on the CPU, in float32 whatever it can do."""
    defaults: dict[str, Any] = {"device": "cpu", "dtype": "fp32"}
    given = TrainOptions(data=str(data), base=str(base), out=str(out), **{**defaults, **options})
    return train(given, join_world("cpu"), emit or Recorder())


def start(
    *arguments: str | Path, environment: Mapping[str, str] | None = None, launcher: tuple[str, ...] = ()
) -> subprocess.Popen:
    """A process of its own: `python -m w4s_trainer ...`."""
    path = os.pathsep.join([str(SOURCE), str(Path(__file__).parent)])
    return subprocess.Popen(
        [sys.executable, *launcher, "-m", "w4s_trainer", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1", **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def events_of(text: str) -> list[Event]:
    return [json.loads(line) for line in text.splitlines()]
