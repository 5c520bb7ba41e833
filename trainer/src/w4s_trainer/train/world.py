"""The processes of a run: one, or several started by torchrun. Each holds the whole model and a share of a step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.train.options import Device


@dataclass(frozen=True)
class World:
    rank: int
    size: int
    device: torch.device

    @property
    def first(self) -> bool:
        return self.rank == 0


def join_world(device: Device) -> World:
    """Reads torchrun's environment. Raises TrainerError ``no-cuda``."""
    size, local = int(os.environ.get("WORLD_SIZE", "1")), int(os.environ.get("LOCAL_RANK", "0"))
    kind = _kind(device)
    if size > 1 and not dist.is_initialized():
        dist.init_process_group("nccl" if kind == "cuda" else "gloo")
    target = torch.device("cuda", local) if kind == "cuda" else torch.device("cpu")
    if kind == "cuda":
        torch.cuda.set_device(target)

    return World(rank=dist.get_rank() if size > 1 else 0, size=size, device=target)


def leave_world(world: World) -> None:
    if world.size > 1 and dist.is_initialized():
        dist.destroy_process_group()


@contextmanager
def world_of_run(device: Device, explain: Callable[[BaseException], TrainerError | None]) -> Iterator[World]:
    """Joined for a run and left after it. Raises errors that ``explain`` knows in its words."""
    world = join_world(device)
    try:
        yield world
    except TrainerError:
        raise
    except Exception as error:
        known = explain(error)
        if known:
            raise known from error
        raise
    finally:
        leave_world(world)


def sum_gradients(parameters: Iterable[Tensor], world: World) -> None:
    """Adds up the processes' gradients: each already divides by the N_B of the whole step."""
    if world.size == 1:
        return
    for parameter in parameters:
        # A process without a micro-batch in this step must still take part.
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        dist.all_reduce(parameter.grad)


def sum_scalar(value: float, world: World) -> float:
    if world.size == 1:
        return value
    total = torch.tensor(value, dtype=torch.float64, device=world.device)
    dist.all_reduce(total)
    return float(total)


def wait_for_all(world: World) -> None:
    if world.size > 1:
        dist.barrier()


def _kind(device: Device) -> str:
    available = torch.cuda.is_available()
    if device == "cuda" and not available:
        hint = "Install the CUDA build of torch, or train with --device cpu."
        raise TrainerError("no-cuda", "Expected a CUDA device, but torch finds none", hint=hint)
    return "cuda" if device == "cuda" or (device == "auto" and available) else "cpu"
