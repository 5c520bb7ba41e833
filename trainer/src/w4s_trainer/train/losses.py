"""`losses.jsonl`: one line per step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class LossFile:
    """Appends steps; on resume, forgets those after the checkpoint, which will be done again."""

    def __init__(self, out: Path, *, keep: int) -> None:
        self._path = out / "losses.jsonl"
        known = self._path.read_text().splitlines() if keep and self._path.exists() else []
        self.steps: list[dict[str, Any]] = [json.loads(line) for line in known[:keep]]
        self._path.write_text("".join(f"{line}\n" for line in known[:keep]))

    def add(self, step: dict[str, Any]) -> None:
        self.steps.append(step)
        with self._path.open("a") as file:
            file.write(json.dumps(step) + "\n")
