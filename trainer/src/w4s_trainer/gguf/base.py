"""A GGUF file as a base: unpacked once into a model folder in a per-user cache, which later trainings load directly."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.events import say
from w4s_trainer.gguf.read import GgufFile, Stored
from w4s_trainer.gguf.shape import config_of
from w4s_trainer.gguf.tensors import ROPE_FACTORS, model_name, restore
from w4s_trainer.gguf.tokenizer import ends_of, tokenizer_of

FORMAT = 1
"""Version of the folders: a new number rebuilds them."""
MARGIN = 1.05
"""Required space, with tokenizer and file system overhead, as a factor of the weights."""


def is_gguf(base: str) -> bool:
    """Whether a base names a GGUF file: any file, or a name that ends like one."""
    return base.endswith(".gguf") or Path(base).expanduser().is_file()


def unpacked(base: str) -> Path:
    """The model folder of a GGUF file, created if not yet in the cache, with a one-line report.

    Quantised weights become bfloat16; float32 and float16 stay. Raises TrainerError ``base-not-found``,
    ``base-invalid``, ``gguf-unsupported``, ``no-chat-template``, ``missing-package`` or ``no-space``.
    """
    path = Path(base).expanduser().resolve()
    folder = cache_folder() / "bases" / f"{path.stem}-{file_hash(base)[:16]}-{FORMAT}"
    if not folder.exists():
        _unpack(path, folder)
    return folder


def file_hash(base: str) -> str:
    """sha256 of the file, hex. Raises TrainerError ``base-not-found``."""
    path = Path(base).expanduser()
    try:
        facts = path.stat()
        return _hash(path, facts.st_size, facts.st_mtime_ns)
    except OSError as error:
        message = f"Expected `{base}` to be a GGUF file: {error.strerror}"
        raise TrainerError("base-not-found", message, hint="Check the path.") from error


def cache_folder() -> Path:
    """Where w4s keeps what it can recreate: W4S_CACHE, else `w4s` in the user's cache."""
    own, theirs = os.environ.get("W4S_CACHE"), os.environ.get("XDG_CACHE_HOME")
    return Path(own) if own else Path(theirs or Path.home() / ".cache") / "w4s"


@lru_cache(maxsize=8)
def _hash(path: Path, _size: int, _changed: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def _unpack(path: Path, folder: Path) -> None:
    began, file = time.monotonic(), GgufFile(path)
    config, tokenizer = config_of(file), tokenizer_of(file)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}")
    try:
        size = _write(file, config, tokenizer, fresh)
        _publish(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    seconds = time.monotonic() - began
    say(f"unpacked {path.name} into {folder} ({size / 1e9:.2f} GB, {seconds:.0f} s); later trainings reuse it")


def _write(file: GgufFile, config: Any, tokenizer: Any, folder: Path) -> int:
    from safetensors.torch import save_file
    from transformers import GenerationConfig

    tensors = [tensor for tensor in file.tensors() if tensor.name != ROPE_FACTORS]
    weights = {model_name(tensor.name): _weight(tensor, config) for tensor in tensors}
    size = sum(weight.nbytes for weight in weights.values())
    _check_space(folder.parent, int(size * MARGIN))
    folder.mkdir()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config.vocab_size = weights["model.embed_tokens.weight"].shape[0]
    config.dtype = weights["model.embed_tokens.weight"].dtype
    config.architectures = [{"llama": "LlamaForCausalLM", "qwen2": "Qwen2ForCausalLM"}[config.model_type]]
    config.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    GenerationConfig(eos_token_id=ends_of(file, tokenizer)).save_pretrained(folder)
    return size


def _weight(tensor: Stored, config: Any) -> Tensor:
    kept = {"F32": torch.float32, "F16": torch.float16}.get(tensor.type.name, torch.bfloat16)
    return restore(model_name(tensor.name), tensor.weight(), config).to(kept).contiguous()


def _publish(fresh: Path, folder: Path) -> None:
    try:
        fresh.rename(folder)
    except OSError:
        if not folder.exists():  # else another process was faster, with the same content
            raise


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        message = f"Unpacking the base needs {needed / 1e9:.1f} GB in `{folder}`, {free / 1e9:.1f} GB are free"
        raise TrainerError("no-space", message, hint="Free some space, or set W4S_CACHE to another folder.")
