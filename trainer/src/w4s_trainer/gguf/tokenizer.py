"""The tokenizer and chat template of a GGUF file, as transformers has them."""

from __future__ import annotations

from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.read import GgufFile
from w4s_trainer.gguf.vocabulary import GPT2, SMOLLM, SPLITS

SPECIAL = ("bos", "eos", "padding", "unknown")
HINT = "Train from the model's folder or its Hugging Face name instead."
ENDS = frozenset(
    "<|endoftext|> <|im_end|> <|eot_id|> <|eom_id|> <|end_of_text|> <|end|> <|eot|> </s> <end_of_turn> <EOT>".split()
)
"""Tokens of the supported architectures that llama.cpp treats as an end whatever the metadata say."""


def tokenizer_of(file: GgufFile) -> Any:
    """Raises TrainerError ``gguf-unsupported`` without a byte-level BPE of a known split, ``no-chat-template``."""
    from transformers import PreTrainedTokenizerFast

    texts, template = file.value("tokenizer.ggml.tokens"), file.value("tokenizer.chat_template")
    model = file.value("tokenizer.ggml.model", "none")
    if not texts or model != "gpt2":
        message = f"Expected `{file.path}` to hold a byte-level BPE tokenizer, got `{model}`"
        raise TrainerError("gguf-unsupported", message, hint=HINT)
    if not template:
        hint = "Use the file of an instruct model, or add `tokenizer.chat_template` to this one."
        raise TrainerError("no-chat-template", f"Expected `{file.path}` to hold a chat template, got none", hint=hint)
    backend = _backend(file, texts)
    named = {f"{name.removesuffix('ding').replace('unknown', 'unk')}_token": _special(file, name, texts) for name in SPECIAL}
    return PreTrainedTokenizerFast(tokenizer_object=backend, chat_template=template, **named)


def ends_of(file: GgufFile, tokenizer: Any) -> list[int]:
    """Ids of all tokens that end an answer, as llama.cpp sees it."""
    told = (file.value(f"tokenizer.ggml.{name}_token_id") for name in ("eos", "eot", "eom"))
    known = (index for index, token in tokenizer.added_tokens_decoder.items() if token.content in ENDS)
    return sorted({index for index in (*told, *known) if index is not None})


def _backend(file: GgufFile, texts: list[str]) -> Any:
    from gguf import TokenType
    from tokenizers import AddedToken, Tokenizer, decoders, models

    pre = file.value("tokenizer.ggml.pre", "none")
    merges = [tuple(pair.split(" ", 1)) for pair in file.value("tokenizer.ggml.merges", [])]
    vocabulary = {text: index for index, text in enumerate(texts)}
    # Llama 3 keeps a word that is a token, whatever its merges say.
    tokenizer = Tokenizer(models.BPE(vocabulary, merges, ignore_merges=pre == "llama-bpe"))
    tokenizer.pre_tokenizer = _pre_tokenizer(pre)
    tokenizer.decoder = decoders.ByteLevel()
    types = file.value("tokenizer.ggml.token_type", [])
    added = [index for index, kind in enumerate(types) if kind in (TokenType.CONTROL, TokenType.USER_DEFINED)]
    tokenizer.add_tokens(
        [AddedToken(texts[index], special=types[index] == TokenType.CONTROL, normalized=False) for index in added]
    )
    _begin(file, tokenizer, texts, pre)
    return tokenizer


def _pre_tokenizer(pre: str) -> Any:
    from tokenizers import Regex, pre_tokenizers

    if pre == GPT2:
        return pre_tokenizers.ByteLevel(add_prefix_space=False)
    if pre == SMOLLM:
        digits = pre_tokenizers.Digits(individual_digits=True)
        return pre_tokenizers.Sequence([digits, pre_tokenizers.ByteLevel(add_prefix_space=False)])
    pattern = next((pattern for pattern, name in SPLITS.items() if name == pre), None)
    if pattern is None:
        message = f"The tokenizer of the file splits text in an unknown way: `{pre}`"
        raise TrainerError("gguf-unsupported", message, hint=HINT)
    split = pre_tokenizers.Split(Regex(pattern), behavior="isolated")
    return pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def _begin(file: GgufFile, tokenizer: Any, texts: list[str], pre: str) -> None:
    """A token before every text, if the file asks for it."""
    from tokenizers import processors

    bos = _special(file, "bos", texts)
    if bos is not None and file.value("tokenizer.ggml.add_bos_token", pre == "llama-bpe"):
        special = [(bos, tokenizer.token_to_id(bos))]
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{bos} $A", pair=f"{bos} $A {bos} $B", special_tokens=special
        )


def _special(file: GgufFile, name: str, texts: list[str]) -> str | None:
    index = file.value(f"tokenizer.ggml.{name}_token_id")
    return None if index is None or index >= len(texts) else texts[index]
