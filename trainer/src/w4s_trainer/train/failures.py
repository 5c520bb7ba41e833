"""Machine failures, reported so that a user can act on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

from w4s_trainer.errors import TrainerError, out_of_space
from w4s_trainer.train.options import MOST_TOKENS, TrainOptions


def check_space(folder: Path, needed: int) -> None:
    """Raises TrainerError ``no-space`` if `needed` bytes are not free on the disk of `folder`."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise no_space(f"needs {needed / 1e9:.1f} GB for checkpoints, {free / 1e9:.1f} GB are free", folder)


def no_space(detail: str, folder: Path | str) -> TrainerError:
    hint = "Free some space; --resume continues from the last checkpoint."
    return TrainerError("no-space", f"The disk of `{folder}` is full: {detail}", hint=hint)


def explain(error: BaseException, options: TrainOptions) -> TrainerError | None:
    """The actionable error for failures that only occur while training."""
    text = str(error)
    if out_of_space(error):
        return no_space(text[:200], options.out)
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "can't allocate memory" in text:
        now = f"now {options.micro_tokens or f'at most {MOST_TOKENS}'}"
        advice = [f"lower --micro-tokens ({now})"]
        advice += [] if options.gradient_checkpointing else ["add --gradient-checkpointing"]
        smaller = "with --lora 16" if options.lora is None else "with a lower --lora"
        less = f"To use less: {', '.join(advice)}; --resume then goes on from the last complete step."
        hint = f"{less} Or start anew {smaller}."
        return TrainerError("out-of-memory", f"The device ran out of memory: {text[:200]}", hint=hint)
    return None
