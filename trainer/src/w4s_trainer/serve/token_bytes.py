"""The bytes of a token, which alone may be no text: many characters are several tokens."""

from __future__ import annotations

import re
from typing import Any

PRINTED = [*range(33, 127), *range(161, 173), *range(174, 256)]
UNPRINTED = [byte for byte in range(256) if byte not in PRINTED]
BYTES = {chr(byte): byte for byte in PRINTED} | {chr(256 + at): byte for at, byte in enumerate(UNPRINTED)}
"""Bytes by the letters that byte-level vocabularies write for them, as GPT-2's does."""
_FALLBACK = re.compile("<0x([0-9A-F]{2})>")
"""A byte in SentencePiece's vocabularies."""


def bytes_of(tokenizer: Any, token: int, text: str) -> list[int] | None:
    """`text` is the token decoded. None for a part of a character whose bytes the vocabulary does not tell."""
    if "\ufffd" not in text:
        return list(text.encode())
    piece = str(tokenizer.convert_ids_to_tokens(token))
    single = _FALLBACK.fullmatch(piece)
    if single:
        return [int(single[1], 16)]
    if any(letter not in BYTES for letter in piece):
        return None
    found = bytes(BYTES[letter] for letter in piece)
    return list(found) if found.decode(errors="replace") == text else None
