"""A GGUF file as metadata and tensors, read on demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError

MAGIC = b"GGUF"


@dataclass(frozen=True)
class Stored:
    """A tensor as stored in the file. `data` holds its blocks and is mapped, not read."""

    name: str
    shape: tuple[int, ...]
    """As PyTorch has it."""
    type: Any
    data: Any

    def weight(self) -> Tensor:
        """float32. Raises TrainerError ``gguf-unsupported``."""
        from gguf.quants import dequantize

        try:
            exact = dequantize(self.data, self.type)
        except NotImplementedError as error:
            message = f"The tensor `{self.name}` has the type {self.type.name}, which can't be unpacked"
            hint = "Use the model in another type, e.g. Q8_0 or Q4_K_M."
            raise TrainerError("gguf-unsupported", message, hint=hint) from error
        # float32 data is a read-only view of the file.
        return torch.from_numpy(exact if exact.flags.writeable else exact.copy())


class GgufFile:
    """Raises TrainerError ``base-not-found``, ``base-invalid`` or ``missing-package``."""

    def __init__(self, path: Path) -> None:
        gguf = gguf_package()
        _check_magic(path)
        self.path = path
        try:
            self.reader = gguf.GGUFReader(path)
        except Exception as error:  # the reader trusts counts, types and offsets: anything may be raised
            raise _damaged(path, str(error).split("\n")[0][:200]) from error

    @cached_property
    def architecture(self) -> str:
        return str(self.value("general.architecture", "unknown"))

    def value(self, key: str, default: Any = None) -> Any:
        field = self.reader.fields.get(key)
        return default if field is None else field.contents()

    def shape_value(self, key: str, default: Any = None) -> Any:
        """Value of a key under the architecture's name. Raises TrainerError ``base-invalid`` without it and a
        default."""
        found = self.value(f"{self.architecture}.{key}", default)
        if found is None:
            raise _damaged(self.path, f"`{self.architecture}.{key}` is missing")
        return found

    def tensors(self) -> Iterator[Stored]:
        for tensor in self.reader.tensors:
            yield Stored(tensor.name, tuple(tensor.shape.tolist()[::-1]), tensor.tensor_type, tensor.data)


def gguf_package() -> Any:
    try:
        import gguf
    except ImportError as error:
        hint = "Install it: pip install gguf."
        raise TrainerError("missing-package", "GGUF files need the package `gguf`", hint=hint) from error
    return gguf


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as error:
        message = f"Expected `{path}` to be a GGUF file: {error.strerror}"
        raise TrainerError("base-not-found", message, hint="Check the path.") from error
    if start != MAGIC:
        message = f"Expected `{path}` to be a GGUF file, it begins with `{start!r}`"
        raise TrainerError("base-invalid", message, hint="Name a GGUF file, a model folder, or `owner/model`.")


def _damaged(path: Path, why: str) -> TrainerError:
    hint = "Download or convert the file again."
    return TrainerError("base-invalid", f"The GGUF file `{path}` is damaged or incomplete: {why}", hint=hint)
