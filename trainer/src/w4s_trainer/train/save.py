"""The output of a finished run: adapter or model, tokenizer, card."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from w4s_trainer import __version__
from w4s_trainer.data.weights import effective_sample_size, reward_histogram
from w4s_trainer.model.base_facts import base_facts
from w4s_trainer.model.nll import base_of
from w4s_trainer.train.options import TrainOptions
from w4s_trainer.train.prepare import Prepared
from w4s_trainer.train.world import World

CARD_VERSION = 1


@dataclass(frozen=True)
class Outcome:
    losses: list[float]
    """By step, from the first, resumed parts included."""
    tokens: int
    """Fed to the model."""
    seconds: float
    """Wall time of the training loop, resumed parts included."""


def save_result(out: Path, prepared: Prepared, options: TrainOptions, world: World, outcome: Outcome) -> dict[str, Any]:
    """Writes the trained weights, the tokenizer and `card.json`; returns the card."""
    if options.lora is None:
        model = prepared.model.to(torch.bfloat16) if prepared.autocast else prepared.model
        model.save_pretrained(out)
    else:
        prepared.model.save_pretrained(out, save_embedding_layers=False)
    prepared.tokenizer.save_pretrained(out)
    card = make_card(prepared, options, world, outcome)
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False))
    return card


def make_card(prepared: Prepared, options: TrainOptions, world: World, outcome: Outcome) -> dict[str, Any]:
    """Everything needed to document a model's training, and to repeat it."""
    return {
        "version": CARD_VERSION,
        "trainer": __version__,
        "base": base_facts(options.base, prepared.model, prepared.base_fingerprint),
        "data": _data(prepared),
        "options": options.as_dict(),
        "steps": len(prepared.steps),
        "losses": outcome.losses,
        "tokens": outcome.tokens,
        "seconds": round(outcome.seconds, 3),
        "device": _device(world),
        "processes": world.size,
        "dtype": dtype_name(prepared),
        "versions": _versions(),
    }


def dtype_name(prepared: Prepared) -> str:
    """Of the numbers that the model is run in."""
    return "bfloat16" if prepared.autocast else str(base_of(prepared.model).dtype).removeprefix("torch.")


def _data(prepared: Prepared) -> dict[str, Any]:
    rows = prepared.encoded.rows
    weights = [row.row.weight for row in rows]
    return {
        "path": prepared.file.path,
        "sha256": prepared.file.sha256,
        "rows": len(rows),
        "dropped": len(prepared.encoded.dropped) + len(prepared.encoded.cut),
        "prompt_tokens": sum(len(row.prompt) for row in rows),
        "answer_tokens": sum(len(row.answer) for row in rows),
        "rewards": reward_histogram(row.row for row in rows),
        "weights": {
            "min": min(weights),
            "max": max(weights),
            "wbar": prepared.wbar,
            "effective": effective_sample_size(weights),
        },
    }


def _device(world: World) -> str:
    return torch.cuda.get_device_name(world.device) if world.device.type == "cuda" else platform.machine() + " cpu"


def _versions() -> dict[str, str]:
    import peft
    import transformers

    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "peft": peft.__version__,
    }
