"""Rows to token ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from w4s_trainer.data.chat import Chat, CutInsideCharacter
from w4s_trainer.data.row import Row
from w4s_trainer.errors import TrainerError


@dataclass(frozen=True)
class EncodedRow:
    """A row as token ids. The loss is taken only at `answer`, each token given all before it."""

    row: Row
    prompt: list[int]
    answer: list[int]

    @property
    def tokens(self) -> list[int]:
        return self.prompt + self.answer

    def __len__(self) -> int:
        return len(self.prompt) + len(self.answer)


@dataclass(frozen=True)
class Encoded:
    rows: list[EncodedRow]
    dropped: list[str]
    """Ids of the rows left out as too long."""
    cut: list[str]
    """Ids of the rows left out because they were cut within a character."""


def encode_rows(rows: Iterable[Row], chat: Chat, *, max_length: int, drop_long: bool = False) -> Encoded:
    """Tokenises rows; never truncates.

    Raises TrainerError ``row-too-long`` (tokens) unless `drop_long`, and ``empty-data`` if that leaves none.
    """
    kept: list[EncodedRow] = []
    dropped: list[str] = []
    cut: list[str] = []
    for row in rows:
        try:
            encoded = EncodedRow(row, chat.prompt(row.messages, row.id, row.at), chat.answer(row))
        except CutInsideCharacter:
            cut.append(row.id)
            continue
        if len(encoded) <= max_length:
            kept.append(encoded)
        elif drop_long:
            dropped.append(row.id)
        else:
            raise _too_long(encoded, max_length)
    if not kept:
        more = f", {len(cut)} are cut within a character" if cut else ""
        message = f"Expected at least one row of {max_length} tokens or less, {len(dropped)} are longer{more}"
        raise TrainerError("empty-data", message, hint="Raise --max-length.")
    return Encoded(kept, dropped, cut)


def _too_long(encoded: EncodedRow, max_length: int) -> TrainerError:
    message = (
        f"Expected every row to have at most {max_length} tokens, got {len(encoded)} "
        f"({len(encoded.prompt)} prompt + {len(encoded.answer)} answer) in {encoded.row.id}"
    )
    hint = "Raise --max-length if the model allows it, or omit such rows with --drop-long."
    return TrainerError(
        "row-too-long", message, hint=hint, row=encoded.row.id, tokens=len(encoded), max_length=max_length
    )
