"""Checkpoints: everything a run needs to continue as if it had never stopped."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from w4s_trainer.errors import TrainerError
from w4s_trainer.train.optimizer import Optimizer

NAME = "checkpoint"


@dataclass(frozen=True)
class Progress:
    """The state of a run. The order of rows and the learning rate follow from `step` and `identity`."""

    step: int
    """Steps done."""
    tokens: int
    seconds: float
    identity: dict[str, Any]
    micro_tokens: int | None = None
    """Of this run: another number rounds otherwise."""


def save_checkpoint(out: Path, model: Any, optimizer: Optimizer, progress: Progress) -> Path:
    """Replaces the last checkpoint; a kill at any moment leaves a complete one."""
    fresh, target, old = (out / f"{NAME}{suffix}" for suffix in (".new", "", ".old"))
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    save_file({name: p.detach().cpu().contiguous() for name, p in _trained(model)}, fresh / "weights.safetensors")
    torch.save({"optimizer": optimizer.state_dict(), "rng": _random_state()}, fresh / "optimizer.pt")
    (fresh / "progress.json").write_text(json.dumps(asdict(progress), indent=1))
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(fresh, target)
    shutil.rmtree(old, ignore_errors=True)
    return target


def find_checkpoint(out: Path) -> Path | None:
    """The newest complete checkpoint in a run's folder."""
    candidates = (out / NAME, out / f"{NAME}.old")
    return next((folder for folder in candidates if (folder / "progress.json").is_file()), None)


def load_checkpoint(
    folder: Path, model: Any, optimizer: Optimizer, identity: dict[str, Any], device: torch.device
) -> Progress:
    """Restores model, optimizer and random generators. Raises TrainerError ``resume-mismatch``."""
    progress = Progress(**json.loads((folder / "progress.json").read_text()))
    _check(progress.identity, identity)
    weights = load_file(folder / "weights.safetensors")
    with torch.no_grad():
        for name, parameter in _trained(model):
            parameter.copy_(weights[name])
    state = torch.load(folder / "optimizer.pt", map_location=device, weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["rng"]["cpu"].cpu())
    if device.type == "cuda" and len(state["rng"]["cuda"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all([one.cpu() for one in state["rng"]["cuda"]])
    return progress


def remove_checkpoint(out: Path) -> None:
    for suffix in ("", ".new", ".old"):
        shutil.rmtree(out / f"{NAME}{suffix}", ignore_errors=True)


def _trained(model: Any) -> list[tuple[str, torch.nn.Parameter]]:
    return [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]


def _random_state() -> dict[str, Any]:
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return {"cpu": torch.get_rng_state(), "cuda": cuda}


def _check(stored: dict[str, Any], wanted: dict[str, Any]) -> None:
    # Through JSON, as the stored one came.
    wanted = json.loads(json.dumps(wanted))
    differing = sorted(key for key in stored.keys() | wanted.keys() if stored.get(key) != wanted.get(key))
    if differing:
        parts = ", ".join(f"{key} {stored.get(key)!r} -> {wanted.get(key)!r}" for key in differing)
        hint = "Resume with the original options, data and base, or start again in another folder."
        raise TrainerError("resume-mismatch", f"The checkpoint belongs to another run: {parts}", hint=hint)
