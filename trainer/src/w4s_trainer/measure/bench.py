"""Speed of the three layouts on the same rows, and the proof that their gradients are equal."""

from __future__ import annotations

import argparse
import time
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.data.encode import EncodedRow, encode_rows
from w4s_trainer.data.read import read_rows
from w4s_trainer.data.weights import mean_weight
from w4s_trainer.errors import TrainerError
from w4s_trainer.events import Emit
from w4s_trainer.layout.arrange import MODES, Mode, arrange, fed_tokens, padded_tokens
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.measure.synthetic import PRESETS, random_model, synthetic_episode
from w4s_trainer.model.adapter import add_lora
from w4s_trainer.model.attention import implementation
from w4s_trainer.model.load import load_chat, load_config, load_weights
from w4s_trainer.model.support import context_length
from w4s_trainer.train.fitting import fitting_tokens
from w4s_trainer.train.precision import resolve_dtype
from w4s_trainer.train.prepare import recompute_activations
from w4s_trainer.train.step import accumulate
from w4s_trainer.train.world import World, join_world

PAPER_EPISODES = 212
"""Trajectories that the paper trained on, in about one H100 hour."""


def run_bench(arguments: argparse.Namespace, emit: Emit) -> None:
    """Emits a `measured` event per layout: `layout`, speeds, memory, and `gradient_difference` from padded rows."""
    world = join_world(arguments.device)
    rows = _rows(arguments)
    wbar = mean_weight(rows)
    weighted = [Weighted(row, row.row.weight / wbar) for row in rows]
    model, autocast = _model(arguments, world)
    if arguments.micro_tokens is None:
        arguments.micro_tokens = fitting_tokens(model, world, recomputed=arguments.gradient_checkpointing)
    episodes = len({row.row.episode for row in rows})
    reference: Tensor | None = None
    # Padded first: the others are compared with it.
    for mode in reversed(MODES):
        speed, gradient = _measure(model, weighted, mode, arguments, world, autocast)
        reference = gradient if reference is None else reference
        difference = float((gradient - reference).norm() / reference.norm())
        minutes = PAPER_EPISODES / episodes * speed["seconds"] / 60
        emit(
            "measured",
            layout=mode,
            device=_device_name(world),
            rows=len(rows),
            episodes=episodes,
            **speed,
            gradient_difference=difference,
            minutes_for_212_episodes=round(minutes, 2),
        )


def _measure(
    model: Any, rows: list[Weighted], mode: Mode, arguments: argparse.Namespace, world: World, autocast: bool
) -> tuple[dict[str, Any], Tensor]:
    def once() -> None:
        model.zero_grad(set_to_none=True)
        accumulate(model, rows, mode=mode, micro_tokens=arguments.micro_tokens, world=world, autocast=autocast)

    once()
    _settle(world)
    _forget_peak_memory(world)
    began = time.monotonic()
    for _ in range(arguments.repeats):
        once()
    _settle(world)
    seconds = (time.monotonic() - began) / arguments.repeats
    gradient = torch.cat([p.grad.flatten().double().cpu() for p in model.parameters() if p.grad is not None])
    groups = arrange(rows, mode, arguments.micro_tokens)
    of_rows = sum(len(weighted.row) for weighted in rows)
    return {
        "row_tokens": of_rows,
        "fed_tokens": padded_tokens(groups) if mode == "padded" else fed_tokens(groups),
        "micro_batches": len(groups),
        "seconds": round(seconds, 4),
        "row_tokens_per_s": round(of_rows / seconds, 1),
        "peak_memory_gb": _peak_memory(world),
    }, gradient


def _rows(arguments: argparse.Namespace) -> list[EncodedRow]:
    if bool(arguments.data) != bool(arguments.base):
        hint = "Give both to measure your own rows, or neither for synthetic episodes."
        raise TrainerError("usage", "Expected `--data` and `--base` together", hint=hint, exit_code=2)
    if arguments.data:
        limit = context_length(load_config(arguments.base))
        return encode_rows(read_rows(arguments.data).rows, load_chat(arguments.base), max_length=limit).rows
    sizes = {name: getattr(arguments, name) for name in ("prompt_tokens", "answer_tokens", "candidates", "seed")}
    vocab = PRESETS[arguments.preset]["vocab_size"]
    episodes = range(arguments.episodes)
    return [row for number in episodes for row in synthetic_episode(episode=number, vocab=vocab, **sizes)]


def _model(arguments: argparse.Namespace, world: World) -> tuple[Any, bool]:
    dtype = resolve_dtype(arguments.dtype, world.device, frozen_base=True)
    options = {
        "dtype": dtype,
        "device": world.device,
        "attention": implementation(arguments.attention),
    }
    if arguments.base:
        model = load_weights(arguments.base, **options)
    else:
        model = random_model(arguments.preset, seed=arguments.seed, **options)
    model = add_lora(model, rank=arguments.lora, alpha=2 * arguments.lora)
    if arguments.gradient_checkpointing:
        recompute_activations(model)
    return model.train(), dtype == torch.bfloat16


def _settle(world: World) -> None:
    if world.device.type == "cuda":
        torch.cuda.synchronize()


def _forget_peak_memory(world: World) -> None:
    if world.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()


def _peak_memory(world: World) -> float | None:
    return round(torch.cuda.max_memory_allocated() / 1e9, 2) if world.device.type == "cuda" else None


def _device_name(world: World) -> str:
    return (
        torch.cuda.get_device_name(world.device)
        if world.device.type == "cuda"
        else f"cpu, {torch.get_num_threads()} threads"
    )
