"""Rewrites a GGUF file: its matrices in another type, and an adapter merged into them.

Metadata is copied as it is, so that vocabulary, template and ends stay those of the file, whatever made it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.base import file_hash
from w4s_trainer.gguf.read import GgufFile, Stored, gguf_package
from w4s_trainer.gguf.shape import file_type
from w4s_trainer.gguf.tensors import Array, Kind, check_architecture, gguf_name, pack, reorder, target_type
from w4s_trainer.gguf.write import Entry, write_gguf
from w4s_trainer.model.deltas import Delta, read_deltas

HINT = "Train from the model's folder instead, and convert that."


def rewrite(base: str, adapter: str | None, out: str, *, kind: Kind = "q8_0", name: str | None = None) -> dict[str, int]:
    """Returns `tensors` and `bytes`. One weight is held at a time, in float32, as the file has it and not rounded before.

    Raises TrainerError ``base-...``, ``gguf-unsupported``, ``adapter-not-found``, ``adapter-mismatch``.
    """
    path = Path(base).expanduser()
    if Path(out).expanduser().resolve() == path.resolve():
        message = f"Expected `--out` to differ from the file to convert, got `{out}`"
        raise TrainerError("usage", message, hint="Name another --out.", exit_code=2)
    file = GgufFile(path)
    deltas = _deltas(file, adapter) if adapter else {}
    plain = file.value("general.file_type") == file_type("f32")
    entries = [_entry(tensor, deltas.pop(tensor.name, None), kind, plain) for tensor in file.tensors()]
    if deltas:
        message = f"The adapter `{adapter}` is for another base: the file has no tensor `{next(iter(deltas))}`"
        raise TrainerError("adapter-mismatch", message, hint="Use the GGUF file that it was trained on.")
    return write_gguf(out, file.architecture, partial(_copy_metadata, file, kind, name), entries)


def _deltas(file: GgufFile, adapter: str) -> dict[str, Callable[[], Tensor]]:
    """What the adapter adds to each tensor, by its name in the file."""
    check_architecture(file.architecture, HINT)
    heads = file.shape_value("attention.head_count")
    config = SimpleNamespace(
        model_type=file.architecture,
        num_attention_heads=heads,
        num_key_value_heads=file.shape_value("attention.head_count_kv", heads),
    )
    found = read_deltas(adapter, base_sha256=file_hash(str(file.path)))
    return {gguf_name(name): partial(_reordered, name, delta, config) for name, delta in found.items()}


def _reordered(name: str, delta: Delta, config: Any) -> Tensor:
    return reorder(name, delta.make(), config)


def _entry(tensor: Stored, delta: Callable[[], Tensor] | None, kind: Kind, plain: bool) -> Entry:
    shape = tensor.shape
    type_ = target_type(shape, kind)
    # Runtimes need a matrix that was left in float32 among quantised ones.
    if delta is None and (type_ == tensor.type or (tensor.type.name == "F32" and not plain)):
        return Entry(tensor.name, shape, tensor.type, lambda: tensor.data)
    return Entry(tensor.name, shape, type_, partial(_packed, tensor, delta, type_))


def _packed(tensor: Stored, delta: Callable[[], Tensor] | None, type_: Any) -> Array:
    weight = tensor.weight()
    if delta is not None:
        weight += delta()
    return pack(weight, type_)


def _copy_metadata(file: GgufFile, kind: Kind, name: str | None, writer: Any) -> None:
    gguf = gguf_package()
    keys = gguf.Keys.General
    changed = {keys.ARCHITECTURE, keys.FILE_TYPE, keys.QUANTIZATION_VERSION, keys.ALIGNMENT, *([keys.NAME] if name else [])}
    for key, field in file.reader.fields.items():
        of_list = field.types[:1] == [gguf.GGUFValueType.ARRAY]
        if key.startswith("GGUF.") or key in changed or (of_list and len(field.types) == 1):  # an empty list has no type
            continue
        writer.add_key_value(key, field.contents(), field.types[0], field.types[1] if of_list else None)
    writer.add_file_type(file_type(kind))
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    if name:
        writer.add_name(name)
