"""From options to a model, its rows and the plan of steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from w4s_trainer.data.encode import Encoded, encode_rows
from w4s_trainer.data.read import RowFile, read_rows
from w4s_trainer.data.weights import constant_weights, mean_weight
from w4s_trainer.events import Emit
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.model.adapter import add_lora
from w4s_trainer.model.allocator import keep_freed_memory
from w4s_trainer.model.attention import implementation
from w4s_trainer.model.fingerprint import fingerprint
from w4s_trainer.model.load import load_chat, load_config, load_tokenizer, load_weights
from w4s_trainer.model.probe import check_layout
from w4s_trainer.model.support import check_supported, context_length
from w4s_trainer.train.fitting import fitting_tokens
from w4s_trainer.train.options import TrainOptions
from w4s_trainer.train.order import Step, plan_steps, thin_steps
from w4s_trainer.train.precision import resolve_dtype
from w4s_trainer.train.world import World

FEW_STEPS = 30
"""Of two passes and 12 steps a model of 0.5B learned little, of six and 36 much (docs/real-models.md)."""


@dataclass(frozen=True)
class Prepared:
    file: RowFile
    encoded: Encoded
    wbar: float
    rows: list[Weighted]
    steps: list[Step]
    tokenizer: Any
    model: Any
    base_fingerprint: str
    autocast: bool
    micro_tokens: int
    """Most that run at once."""


def prepare(options: TrainOptions, world: World, emit: Emit) -> Prepared:
    """Reads, checks and loads everything, cheapest first, so that a mistake costs seconds."""
    file = read_rows(options.data)
    config, tokenizer = load_config(options.base), load_tokenizer(options.base)
    limit = options.max_length or context_length(config)
    encoded = encode_rows(file.rows, load_chat(options.base, tokenizer), max_length=limit, drop_long=options.drop_long)
    check_supported(config, max(len(row) for row in encoded.rows))
    wbar = mean_weight(encoded.rows)
    steps = plan_steps(
        [row.row for row in encoded.rows],
        by_episode=options.mode == "tree",
        epochs=options.epochs,
        rows_per_step=options.rows_per_step,
        seed=options.seed,
    )
    _warn(encoded, steps, emit)
    model, base_fingerprint, autocast = load_model(options, world)
    rows = [Weighted(row, row.row.weight / wbar) for row in encoded.rows]
    micro_tokens = options.micro_tokens or fitting_tokens(model, world, recomputed=options.gradient_checkpointing)
    return Prepared(file, encoded, wbar, rows, steps, tokenizer, model, base_fingerprint, autocast, micro_tokens)


def load_model(options: TrainOptions, world: World) -> tuple[Any, str, bool]:
    """The model to train, its base's fingerprint, and whether to autocast to bfloat16.

    All weights are trained as float32 copies: updates at a rate of 1e-5 vanish in bfloat16's 8 bits.
    """
    dtype = resolve_dtype(options.dtype, world.device, frozen_base=options.lora is not None)
    held = torch.float32 if options.lora is None and dtype == torch.bfloat16 else dtype
    model = load_weights(options.base, dtype=held, device=world.device, attention=implementation(options.attention))
    check_layout(model, options.mode)
    base_fingerprint = fingerprint(model)
    torch.manual_seed(options.seed)
    if options.lora is not None:
        model = add_lora(model, rank=options.lora, alpha=options.alpha)
    if options.gradient_checkpointing:
        recompute_activations(model)
    if world.device.type == "cpu":
        keep_freed_memory()  # from here on: not what the loading needed
    return model.train(), base_fingerprint, dtype == torch.bfloat16


def recompute_activations(model: Any) -> None:
    # transformers renamed it; the first argument stayed the same.
    enable = getattr(model, "activation_checkpointing_enable", None) or model.gradient_checkpointing_enable
    enable({"use_reentrant": False})


def trained_bytes(model: Any) -> int:
    """Size of what a checkpoint holds: the trained weights and AdamW's two moments."""
    return 3 * sum(p.numel() * p.element_size() for p in model.parameters() if p.requires_grad)


def out_folder(options: TrainOptions) -> Path:
    return Path(options.out).expanduser()


def _warn(encoded: Encoded, steps: list[Step], emit: Emit) -> None:
    rows = [row.row for row in encoded.rows]
    if encoded.dropped:
        emit(
            "warning",
            code="rows-dropped",
            message=f"{len(encoded.dropped)} rows were too long and left out",
            rows=encoded.dropped,
        )
    if encoded.cut:
        message = f"{len(encoded.cut)} rows were cut within a character by their token limit and left out"
        emit("warning", code="rows-cut", message=message, rows=encoded.cut)
    rewards = {row.reward for row in rows}
    if len(rewards) == 1 and rewards != {None}:
        emit(
            "warning",
            code="single-reward",
            message=f"All {len(rows)} rows have the reward {rewards.pop():g}: weights have no effect",
        )
    if len(steps) < FEW_STEPS:
        message = f"{len(steps)} steps in all are few: more passes over the rows may teach more (--epochs)"
        emit("warning", code="few-steps", message=message, total=len(steps))
    thin = thin_steps(steps, rows)
    if thin and not constant_weights(rows):
        message = (
            f"{thin} of {len(steps)} steps hold fewer than 8 rows of mixed weight: clipping may cancel the weights"
        )
        emit("warning", code="thin-steps", message=message, steps=thin, total=len(steps))
