"""What a card records about the base, so that an adapter finds it again."""

from __future__ import annotations

from typing import Any

from w4s_trainer.gguf.base import file_hash, is_gguf
from w4s_trainer.model.nll import base_of


def base_facts(name: str, model: Any, fingerprint: str) -> dict[str, str]:
    """`sha256` is there for a GGUF file: an adapter is only merged into that file."""
    facts = {"name": name, "fingerprint": fingerprint, "model_type": base_of(model).config.model_type}
    return {**facts, "sha256": file_hash(name)} if is_gguf(name) else facts
