"""The commands `dpo`, `kto` and `grpo`: events and an exit code out."""

from __future__ import annotations

import argparse
import dataclasses
import logging

import torch

from w4s_trainer.errors import TrainerError, out_of_space
from w4s_trainer.events import emit, say
from w4s_trainer.preference.options import PreferenceOptions
from w4s_trainer.preference.run import run_preference
from w4s_trainer.preference.trainers import require_trl
from w4s_trainer.train.failures import no_space
from w4s_trainer.train.world import world_of_run


def run_command(arguments: argparse.Namespace) -> int:
    require_trl()
    names = {field.name for field in dataclasses.fields(PreferenceOptions)}
    given = {key: value for key, value in vars(arguments).items() if key in names}
    options = PreferenceOptions(method=arguments.command, **given)
    logging.getLogger("trl").setLevel(logging.ERROR)
    with world_of_run(options.device, lambda error: explain(error, options)) as world:
        card = run_preference(options, world, emit)
    if card is None:
        hint = "It holds the steps so far; the run can't be continued, only started again."
        emit("interrupted", message="The adapter was written", out=options.out, hint=hint)
        return 130
    result = {key: card[key] for key in ("steps", "losses", "metrics", "seconds")}
    emit("finished", out=options.out, loss=card["losses"][-1], **result)
    say(f"{options.method}: {card['steps']} steps in {card['seconds']:.0f} s")
    return 0


def explain(error: BaseException, options: PreferenceOptions) -> TrainerError | None:
    """As for `train`, but with the options of these commands: no checkpoint, a different way to run less at once."""
    text = str(error)[:200]
    if out_of_space(error):
        return TrainerError("no-space", no_space(text, options.out).message, hint="Free some space and start again.")
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or "can't allocate memory" in str(error):
        hint = f"Lower --batch-size (now {options.batch_size}) or --lora, or add --gradient-checkpointing."
        return TrainerError("out-of-memory", f"The device ran out of memory: {text}", hint=hint)
    return None
