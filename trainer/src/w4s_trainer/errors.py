"""The only error that the trainer raises on purpose."""

from __future__ import annotations

from typing import Any


class TrainerError(Exception):
    """A mistake or a failure with a stable machine-readable code, e.g. ``base-not-found``.

    ``hint`` is one sentence with the next thing to try. ``exit_code`` is 1 (failed) or 2 (wrong usage).
    """

    def __init__(self, code: str, message: str, *, hint: str | None = None, exit_code: int = 1, **facts: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.exit_code = exit_code
        self.facts = facts


def out_of_space(error: BaseException) -> bool:
    """Whether an error means a full disk; safetensors reports it as text only."""
    import errno

    full = (errno.ENOSPC, errno.EDQUOT)
    return (isinstance(error, OSError) and error.errno in full) or "No space left on device" in str(error)
