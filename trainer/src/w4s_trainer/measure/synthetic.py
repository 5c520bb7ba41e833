"""Made-up episodes and models of real sizes, for measurements without data or a base."""

from __future__ import annotations

import random
from typing import Any

import torch

from w4s_trainer.data.encode import EncodedRow
from w4s_trainer.data.row import Row

FEEDBACK_PART = 0.2
"""Length of the feedback after the first turn, as a fraction of the prompt."""

FIELDS = (
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
)
# Shapes as published in the models' own config.json.
PRESETS: dict[str, dict[str, Any]] = {
    name: dict(zip(FIELDS, sizes, strict=True))
    for name, sizes in {
        "tiny": (512, 64, 128, 2, 4, 2),
        "small": (8192, 256, 768, 6, 8, 2),
        "qwen2.5-0.5b": (151936, 896, 4864, 24, 14, 2),
        "qwen2.5-7b": (152064, 3584, 18944, 28, 28, 4),
    }.items()
}


def synthetic_episode(
    *, episode: int, vocab: int, prompt_tokens: int, answer_tokens: int, candidates: int, seed: int = 0
) -> list[EncodedRow]:
    """A two-turn episode of random tokens: candidates after P, then candidates after P, the best of them, and feedback.

    Answers vary in length by a fifth. Weights are exp(r / 0.4) of rewards drawn from 0, 0.5 and 1.
    """
    rng = random.Random(f"{seed}:{episode}")

    def text(length: int) -> list[int]:
        return [rng.randrange(vocab) for _ in range(length)]

    def turn(number: int, prompt: list[int]) -> list[EncodedRow]:
        lengths = [round(answer_tokens * rng.uniform(0.8, 1.2)) for _ in range(candidates)]
        return [EncodedRow(_row(episode, number, slot, rng), prompt, text(n)) for slot, n in enumerate(lengths)]

    first = turn(1, text(prompt_tokens))
    best = rng.choice(first)
    return [*first, *turn(2, best.tokens + text(round(FEEDBACK_PART * prompt_tokens)))]


def random_model(preset: str, *, dtype: torch.dtype, device: torch.device, attention: str, seed: int) -> Any:
    """A Qwen2 with random weights, created where it will run."""
    from transformers import AutoModelForCausalLM, Qwen2Config

    torch.manual_seed(seed)
    config = Qwen2Config(**PRESETS[preset], max_position_embeddings=32768, tie_word_embeddings=preset != "qwen2.5-7b")
    with device:
        return AutoModelForCausalLM.from_config(config, dtype=dtype, attn_implementation=attention)


def _row(episode: int, turn: int, slot: int, rng: random.Random) -> Row:
    weight = rng.choice([1.0, 3.4903429574618414, 12.182493960703473])
    name = f"e{episode}t{turn}c{slot}"
    return Row(
        id=name, episode=f"e{episode}", messages=({"role": "user", "content": name},), completion=name, weight=weight
    )
