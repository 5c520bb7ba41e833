"""Loads a base: configuration, tokenizer, weights. A base is a folder, a GGUF file or a name on the hub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from w4s_trainer.data.chat import Chat
from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.base import is_gguf, unpacked


def load_config(base: str) -> Any:
    """Raises TrainerError ``base-not-found``, ``base-needs-token`` or ``base-invalid``."""
    from transformers import AutoConfig

    return _load(AutoConfig, base)


def load_tokenizer(base: str) -> Any:
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    # The model's own class would normalise characters, which llama.cpp does not.
    return _load(PreTrainedTokenizerFast if is_gguf(base) else AutoTokenizer, base)


def load_chat(base: str, tokenizer: Any | None = None) -> Chat:
    """The base's chat format, with every end token of its generation configuration."""
    return Chat(tokenizer or load_tokenizer(base), _ends(base))


def _ends(base: str) -> list[int]:
    from transformers import GenerationConfig

    try:
        ends = GenerationConfig.from_pretrained(str(_place(base))).eos_token_id
    except OSError:  # many bases have none
        return []
    return ends if isinstance(ends, list) else [end for end in (ends,) if end is not None]


def load_weights(base: str, *, dtype: torch.dtype, device: torch.device, attention: str = "sdpa") -> Any:
    """A causal language model on `device`, in evaluation mode, its dropout switched off for good."""
    from transformers import AutoModelForCausalLM

    model = _load(AutoModelForCausalLM, base, dtype=dtype, attn_implementation=attention)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
        if isinstance(getattr(module, "attention_dropout", None), float):  # in some models it is a module
            module.attention_dropout = 0.0
    return model.to(device)


def _load(factory: Any, base: str, **options: Any) -> Any:
    local = _place(base)
    if not local.exists() and (base.startswith((".", "/", "~")) or base.count("/") != 1):
        hint = "Use a folder with config.json and *.safetensors, a GGUF file, or a Hugging Face name (`owner/model`)."
        raise TrainerError("base-not-found", f"Expected `{base}` to be a model folder, but none exists", hint=hint)
    try:
        return factory.from_pretrained(str(local) if local.exists() else base, **options)
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, safetensors' and the hub's own
        if isinstance(error, torch.OutOfMemoryError):
            raise
        raise _explain(base, local.exists(), error) from error


def _place(base: str) -> Path:
    """The base's location: the folder of an unpacked GGUF file, or the given name."""
    return unpacked(base) if is_gguf(base) else Path(base).expanduser()


def _explain(base: str, is_local: bool, error: Exception) -> TrainerError:
    chain = _chain(error)
    names = {type(link).__name__ for link in chain}
    statuses = {getattr(getattr(link, "response", None), "status_code", None) for link in chain}
    first_line = str(error).strip().split("\n")[0][:300]
    if is_local:
        hint = "The folder should be what `save_pretrained` writes: config.json, *.safetensors, tokenizer.json."
        return TrainerError("base-invalid", f"Expected `{base}` to be a loadable model: {first_line}", hint=hint)
    if "GatedRepoError" in names or "gated repo" in str(error) or statuses & {401, 403}:
        hint = "Accept its licence on its Hugging Face page, then set HF_TOKEN. If the name is wrong, correct it."
        return TrainerError("base-needs-token", f"The base `{base}` can't be read without a token", hint=hint)
    hint = "Check the name and the network, or download the model and use its folder."
    return TrainerError("base-not-found", f"Expected `{base}` to be a reachable model: {first_line}", hint=hint)


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return chain
