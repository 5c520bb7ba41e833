"""One optimizer step over the rows B: gradients of L_B, clipped, applied."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch

from w4s_trainer.errors import TrainerError
from w4s_trainer.layout.arrange import Group, Mode, arrange, fed_tokens
from w4s_trainer.layout.collate import collate
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.model.nll import weighted_nll
from w4s_trainer.train.optimizer import Optimizer
from w4s_trainer.train.world import World, sum_gradients, sum_scalar


@dataclass(frozen=True)
class Gradients:
    """Totals of a step's backward passes. The gradients themselves are in the parameters."""

    loss: float
    tokens: int
    """Fed to the model, in all processes."""
    answer_tokens: int
    """N_B"""


def accumulate(
    model: Any, rows: Sequence[Weighted], *, mode: Mode, micro_tokens: int, world: World, autocast: bool = False
) -> Gradients:
    """Adds the gradient of L_B to the parameters, in as many micro-batches as memory requires.

    L_B = -(1 / N_B) sum over i in B of (w_i / wbar) sum over t of log pi(y_it | s_i, y_i<t), where N_B counts the
    answer tokens of all rows of the step, in every micro-batch and every process.
    """
    groups = arrange(rows, mode, micro_tokens)
    answer_tokens = sum(len(weighted.row.answer) for weighted in rows)
    loss = sum(
        _backward(model, group, mode, answer_tokens, world, autocast) for group in groups[world.rank :: world.size]
    )
    sum_gradients((p for p in model.parameters() if p.requires_grad), world)
    return Gradients(sum_scalar(float(loss), world), fed_tokens(groups), answer_tokens)


def apply(model: Any, optimizer: Optimizer, *, lr: float, grad_clip: float) -> float:
    """Clips and steps; returns the gradient's norm before clipping. Raises TrainerError ``diverged``."""
    parameters = [p for p in model.parameters() if p.grad is not None]
    norm = float(torch.nn.utils.clip_grad_norm_(parameters, grad_clip or math.inf)) if parameters else 0.0
    if not math.isfinite(norm):
        optimizer.zero_grad(set_to_none=True)
        hint = "Lower --lr, or look for extreme weights with `inspect`; --resume continues from the last checkpoint."
        raise TrainerError("diverged", f"The gradient's norm is {norm}: nothing was updated", hint=hint)
    for group in optimizer.param_groups:
        group["lr"] = lr
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return norm


def _backward(model: Any, group: Group, mode: Mode, answer_tokens: int, world: World, autocast: bool) -> float:
    with _precision(world, autocast):
        loss = weighted_nll(model, collate(group, mode).to(world.device)) / answer_tokens
    loss.backward()
    return float(loss.detach())


def _precision(world: World, autocast: bool) -> AbstractContextManager[Any]:
    return torch.autocast(world.device.type, torch.bfloat16) if autocast else nullcontext()
