"""A byte-level BPE learned from texts, in the form that GGUF runtimes know as `qwen2`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.scratch.options import BYTES, END

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""One digit per token: numbers are read digit by digit."""
WORD_SPLIT = r"\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s"
"""Words without the preceding character; the rest as above."""
SPACE = "\u0120"
"""How byte-level BPE writes a space."""
AFTER_SPACE = re.compile(r"(?<= )[^\W\d_]+(?![^\W\d_])")
SPACED_SHARE = 0.15
"""Of the learned tokens."""


def learn_tokenizer(texts: Iterable[str], markers: Sequence[str], *, vocab: int, context: int, template: str) -> Any:
    """A tokenizer of exactly `vocab` tokens, the markers last. Raises TrainerError ``invalid-option``."""
    from tokenizers import AddedToken
    from transformers import PreTrainedTokenizerFast

    learned = _learn(texts, vocab - len(markers))
    size = learned.get_vocab_size() + len(markers)
    if size < vocab:
        hint = f"The texts have too few distinct words: use --vocab {size}, or more data."
        message = f"Expected `--vocab` to be {size} or less for this data, got `{vocab}`"
        raise TrainerError("invalid-option", message, hint=hint, exit_code=2, option="vocab", most=size)
    learned.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in markers])
    return PreTrainedTokenizerFast(
        tokenizer_object=learned,
        eos_token=END,
        pad_token=END,
        unk_token=END,  # never needed; without one, a loader that takes it for Qwen2's adds a token
        chat_template=template,
        model_max_length=context,
        clean_up_tokenization_spaces=False,
    )


def _learn(texts: Iterable[str], size: int) -> Any:
    """A word is split the same way after a space, a bracket or a quote: small models then learn to copy new words.

    Merges stay within words; the most frequent words have a second token with their space, or texts would be a quarter
    longer. Runtimes need not know: the merges alone keep spaces apart.
    """
    from tokenizers import models

    texts = list(texts)
    spaced = int((size - BYTES) * SPACED_SHARE)
    words = _train(texts, size - spaced, WORD_SPLIT)
    learned = json.loads(words.to_str())["model"]
    vocabulary, merges = learned["vocab"], [tuple(merge) for merge in learned["merges"]]
    for word in _frequent_words(words, texts, spaced):
        vocabulary[SPACE + word] = len(vocabulary)
        merges.append((SPACE, word))
    return _plain(models.BPE(vocab=vocabulary, merges=merges), QWEN2_SPLIT)


def _train(texts: Iterable[str], size: int, split: str) -> Any:
    from tokenizers import models, pre_tokenizers, trainers

    tokenizer = _plain(models.BPE(), split)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _plain(model: Any, split: str) -> Any:
    from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers

    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(split), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _frequent_words(words: Any, texts: list[str], count: int) -> list[str]:
    """The single-token words that most often follow a space; ties in alphabetical order."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(AFTER_SPACE.findall(text))
    ranked = (words.encode(word).tokens for word, _ in sorted(found.items(), key=lambda item: (-item[1], item[0])))
    return list(islice((tokens[0] for tokens in ranked if len(tokens) == 1), count))
