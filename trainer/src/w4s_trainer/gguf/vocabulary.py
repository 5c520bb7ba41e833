"""A byte-level BPE tokenizer as GGUF metadata."""

from __future__ import annotations

import json
from typing import Any

from w4s_trainer.data.chat import Chat
from w4s_trainer.errors import TrainerError

# How each family splits text before BPE, as its tokenizer.json says; llama.cpp knows the splits by these names.
_LETTERS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"
_REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SPLITS = {_LETTERS + r"\p{N}" + _REST: "qwen2", _LETTERS + r"\p{N}{1,3}" + _REST: "llama-bpe"}
GPT2 = "gpt-2"
SMOLLM = "smollm"
"""GPT-2's split, with every digit alone."""


def add_vocabulary(writer: Any, tokenizer: Any, size: int) -> None:
    """Adds tokens, merges, special ids and the chat template. `size` is the number of rows of the embedding.

    Raises TrainerError ``gguf-unsupported`` for a tokenizer that is not a byte-level BPE of a known split.
    """
    description = json.loads(tokenizer.backend_tokenizer.to_str())
    pre = pre_tokenizer_name(description)
    tokens, types = _tokens(tokenizer, description, size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(pre)
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(
        [pair if isinstance(pair, str) else " ".join(pair) for pair in description["model"]["merges"]]
    )
    _add_special(writer, tokenizer)
    writer.add_chat_template(tokenizer.get_chat_template())


def pre_tokenizer_name(description: dict[str, Any]) -> str:
    """llama.cpp's `tokenizer.ggml.pre` for a tokenizer.json."""
    top = description.get("pre_tokenizer") or {}
    parts = top.get("pretokenizers", [top])
    byte_level = next((part for part in parts if part.get("type") == "ByteLevel"), None)
    splits = [part["pattern"].get("Regex") for part in parts if part.get("type") == "Split"]
    if description["model"]["type"] == "BPE" and byte_level is not None:
        if not splits and byte_level.get("use_regex", True):
            digits = any(part.get("type") == "Digits" and part["individual_digits"] for part in parts)
            return SMOLLM if digits else GPT2
        if len(splits) == 1 and splits[0] in SPLITS:
            return SPLITS[splits[0]]
    hint = (
        "Qwen2, Qwen2.5, Llama 3, SmolLM and GPT-2 tokenizers are known. "
        "For others, `merge` and use llama.cpp's own converter."
    )
    raise TrainerError(
        "gguf-unsupported", f"The tokenizer splits text in an unknown way: {splits or top.get('type')}", hint=hint
    )


def _tokens(tokenizer: Any, description: dict[str, Any], size: int) -> tuple[list[str], list[int]]:
    from gguf import TokenType

    tokens = [f"[PAD{index}]" for index in range(size)]
    types = [int(TokenType.UNUSED)] * size
    for text, index in tokenizer.get_vocab().items():
        tokens[index], types[index] = text, int(TokenType.NORMAL)
    for added in description["added_tokens"]:
        tokens[added["id"]] = added["content"]
        types[added["id"]] = int(TokenType.CONTROL if added["special"] else TokenType.USER_DEFINED)
    return tokens, types


def _add_special(writer: Any, tokenizer: Any) -> None:
    if tokenizer.bos_token_id is not None:
        writer.add_bos_token_id(tokenizer.bos_token_id)
    if tokenizer.eos_token_id is not None:
        writer.add_eos_token_id(tokenizer.eos_token_id)
    if tokenizer.pad_token_id is not None:
        writer.add_pad_token_id(tokenizer.pad_token_id)
    writer.add_eot_token_id(Chat(tokenizer).turn_end)
    first = tokenizer.encode("a")[:1]
    writer.add_add_bos_token(tokenizer.bos_token_id is not None and first == [tokenizer.bos_token_id])
