"""Options of `scratch`, and their checks."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from w4s_trainer.errors import TrainerError

END = "<|end|>"
"""Ends every answer: end of sequence and padding in one."""
BYTES = 256
MARKER = re.compile(r"<\|[a-z_]+\|>")
QUANTIZED = 32
"""Weights in a block of GGUF's q8_0: other row lengths would be stored in half precision."""


@dataclass(frozen=True)
class ScratchOptions:
    """Shape of a Qwen2 with tied embeddings; sizes are in tokens, dimensions or heads."""

    data: str
    out: str
    template: str
    """File of the chat template, Jinja. Its literal markers `<|word|>` become special tokens."""
    vocab: int = 1024
    """Total tokens, special ones included."""
    hidden: int = 192
    layers: int = 6
    heads: int = 6
    intermediate: int = 512
    context: int = 512
    seed: int = 0
    name: str | None = None
    """For the card; default: the folder's name."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def find_markers(template: str) -> list[str]:
    """The literal markers of a chat template, in order of first appearance."""
    return list(dict.fromkeys(MARKER.findall(template)))


def check_options(options: ScratchOptions, markers: list[str]) -> None:
    """Raises TrainerError ``invalid-option`` or ``vocab-too-small``."""
    if END not in markers:
        hint = f"Let it write `{END}` after an assistant's turn, or name it in a comment: {{# {END} #}}."
        raise _invalid("template", f"to mention `{END}`", options.template, hint)
    for option in ("hidden", "intermediate"):
        if getattr(options, option) % QUANTIZED:
            hint = f"GGUF's q8_0 packs {QUANTIZED} weights at a time."
            raise _invalid(option, f"to be a multiple of {QUANTIZED}", getattr(options, option), hint)
    if options.hidden % (2 * options.heads):
        hint = "Rotary positions turn the dimensions of a head in pairs."
        raise _invalid("heads", f"to divide half of --hidden {options.hidden}", options.heads, hint)
    for option in ("layers", "heads"):
        if getattr(options, option) < 2:
            raise _invalid(option, "to be 2 or more", getattr(options, option), "Copying takes heads in two layers.")
    least = BYTES + len(markers)
    if options.vocab < least:
        message = f"Expected `--vocab` to be {least} or more, got `{options.vocab}`"
        hint = f"{BYTES} bytes and {len(markers)} markers ({' '.join(markers)}) need a token each."
        raise TrainerError("vocab-too-small", message, hint=hint, exit_code=2, least=least)


def _invalid(option: str, expected: str, got: Any, hint: str) -> TrainerError:
    message = f"Expected `--{option}` {expected}, got `{got}`"
    return TrainerError("invalid-option", message, hint=hint, exit_code=2, option=option)
