"""Reads a file of training rows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from w4s_trainer.data.row import Row, parse_row
from w4s_trainer.errors import TrainerError


@dataclass(frozen=True)
class RowFile:
    """The rows of a file, in its order, and the hash of its bytes."""

    path: str
    sha256: str
    rows: tuple[Row, ...]


def read_rows(path: str | Path) -> RowFile:
    """Reads JSON lines. Raises TrainerError ``data-not-found``, ``empty-data`` or what `parse_row` raises."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        hint = "Create the file with `w4s dataset export`."
        raise TrainerError(
            "data-not-found", f"Expected `{path}` to be a file of rows: {error.strerror}", hint=hint
        ) from error
    rows = tuple(_rows(content, str(path)))
    if not rows:
        hint = "Collect trajectories with `w4s collect`, and check the filters of `w4s dataset export`."
        raise TrainerError("empty-data", f"Expected `{path}` to hold at least one row, got none", hint=hint)
    return RowFile(path=str(path), sha256=hashlib.sha256(content).hexdigest(), rows=rows)


def _rows(content: bytes, path: str) -> list[Row]:
    rows = []
    # Not splitlines(): a completion may hold U+2028, which JSON leaves unescaped.
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            rows.append(parse_row(_decode(line, f"{path}:{number}"), f"{path}:{number}"))
    return rows


def _decode(line: bytes, where: str) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        message = f"Expected one JSON object per line, got `{line[:60]!r}` at {where}: {error}"
        raise TrainerError("invalid-row", message, hint="Export the rows again with `w4s dataset export`.") from error
