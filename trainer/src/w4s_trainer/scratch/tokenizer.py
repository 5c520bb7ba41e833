"""A byte-level BPE learned from texts, in the form that GGUF runtimes know as `qwen2`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.scratch.options import END

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""One digit a token: numbers are read place by place."""


def learn_tokenizer(texts: Iterable[str], markers: Sequence[str], *, vocab: int, context: int, template: str) -> Any:
    """A tokenizer of exactly `vocab` tokens, the markers last. Raises TrainerError ``invalid-option``."""
    from tokenizers import AddedToken
    from transformers import PreTrainedTokenizerFast

    learned = _learn(texts, vocab - len(markers))
    size = learned.get_vocab_size() + len(markers)
    if size < vocab:
        hint = f"The texts hold too few different words: take --vocab {size}, or more data."
        message = f"Expected `--vocab` to be {size} or less for this data, got `{vocab}`"
        raise TrainerError("invalid-option", message, hint=hint, exit_code=2, option="vocab", most=size)
    learned.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in markers])
    return PreTrainedTokenizerFast(
        tokenizer_object=learned,
        eos_token=END,
        pad_token=END,
        chat_template=template,
        model_max_length=context,
        clean_up_tokenization_spaces=False,
    )


def _learn(texts: Iterable[str], size: int) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
