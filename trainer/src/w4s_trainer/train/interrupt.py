"""SIGINT and SIGTERM stop the run after the current step; a second one stops it at once."""

from __future__ import annotations

import signal
import time
from types import FrameType, TracebackType

from w4s_trainer.events import say

SIGNALS = (signal.SIGINT, signal.SIGTERM)
ECHO_S = 1.0
"""A launcher such as torchrun passes on a Ctrl-C that the process has already had itself."""


class Interrupt:
    """A context in which the first signal is remembered in `requested`."""

    def __init__(self) -> None:
        self.requested = False
        self._at = 0.0
        self._previous: dict[int, object] = {}

    def __enter__(self) -> Interrupt:
        self._previous = {number: signal.signal(number, self._handle) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    def _handle(self, number: int, _frame: FrameType | None) -> None:
        if self.requested:
            if time.monotonic() - self._at > ECHO_S:
                raise KeyboardInterrupt
            return
        self.requested, self._at = True, time.monotonic()
        say(f"{signal.Signals(number).name}: finishing this step, then writing a checkpoint (again to stop at once)")
