"""Writes a GGUF file, tensor by tensor."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from w4s_trainer.gguf.read import gguf_package
from w4s_trainer.gguf.tensors import Array


@dataclass(frozen=True)
class Entry:
    """A tensor to write: computed when its turn comes, so that only one is in memory at a time."""

    name: str
    shape: tuple[int, ...]
    """As PyTorch has it."""
    type: Any
    make: Callable[[], Array]
    """Its bytes, in rows."""


def write_gguf(out: str, architecture: str, describe: Callable[[Any], None], entries: Sequence[Entry]) -> dict[str, int]:
    """Returns `tensors` and `bytes`. `describe` adds the metadata to the writer. The file appears once complete."""
    gguf, target = gguf_package(), Path(out).expanduser()
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        writer = gguf.GGUFWriter(fresh, architecture)
        describe(writer)
        for entry in entries:
            _announce(writer, gguf, entry)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for entry in entries:
            writer.write_tensor_data(entry.make())
        writer.close()
        os.replace(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    return {"tensors": len(entries), "bytes": target.stat().st_size}


def _announce(writer: Any, gguf: Any, entry: Entry) -> None:
    in_block, block_bytes = gguf.GGML_QUANT_SIZES[entry.type]
    size = int(np.prod(entry.shape)) // in_block * block_bytes
    # The writer needs the shape in bytes for quantised tensors, and in numbers for the rest.
    stored = (*entry.shape[:-1], entry.shape[-1] // in_block * block_bytes)
    plain = {gguf.GGMLQuantizationType.F32: np.float32, gguf.GGMLQuantizationType.F16: np.float16}.get(entry.type)
    dtype = np.dtype(plain or np.uint8)
    writer.add_tensor_info(entry.name, entry.shape if plain else stored, dtype, size, entry.type)
