"""One function per command: parsed options in, events and exit code out."""

from __future__ import annotations

import argparse
import dataclasses
import warnings
from typing import Any

import torch

from w4s_trainer.errors import TrainerError
from w4s_trainer.events import emit, say, silent
from w4s_trainer.train.failures import explain
from w4s_trainer.train.options import TrainOptions
from w4s_trainer.train.world import world_of_run


def train(arguments: argparse.Namespace) -> int:
    from w4s_trainer.train.loop import train as run

    _quiet(arguments)
    options = _options(arguments)
    with world_of_run(options.device, lambda error: explain(error, options)) as world:
        tell = emit if world.first else silent
        card = run(options, world, tell)
    if card is None and world.first:
        # No card on the first process means that a signal arrived.
        emit("interrupted", message="A checkpoint was written", out=options.out, hint="Continue with --resume.")
        return 130
    if card:
        tell(
            "finished",
            out=options.out,
            steps=card["steps"],
            loss=card["losses"][-1],
            losses=card["losses"],
            tokens=card["tokens"],
            seconds=card["seconds"],
        )
        say(
            f"trained {card['steps']} steps in {card['seconds']:.0f} s, "
            f"loss {card['losses'][0]:.4f} -> {card['losses'][-1]:.4f}"
        )
    return 0


def scratch(arguments: argparse.Namespace) -> int:
    from w4s_trainer.scratch.make import make_base
    from w4s_trainer.scratch.options import ScratchOptions

    _quiet(arguments)
    emit("finished", **make_base(ScratchOptions(**_without(arguments, "command"))))
    return 0


def inspect(arguments: argparse.Namespace) -> int:
    from w4s_trainer.measure.inspect import inspect_rows

    emit("inspection", **inspect_rows(**_without(arguments, "command")))
    return 0


def bench(arguments: argparse.Namespace) -> int:
    from w4s_trainer.measure.bench import run_bench

    _quiet(arguments)
    run_bench(arguments, emit)
    return 0


def merge(arguments: argparse.Namespace) -> int:
    from w4s_trainer.model.merge import merge_to_folder

    _quiet(arguments)
    merge_to_folder(arguments.base, arguments.adapter, arguments.out, dtype=arguments.dtype)
    emit("finished", out=arguments.out)
    return 0


def gguf(arguments: argparse.Namespace) -> int:
    from w4s_trainer.gguf.base import is_gguf
    from w4s_trainer.gguf.convert import convert
    from w4s_trainer.gguf.rewrite import rewrite

    _quiet(arguments)
    write = rewrite if is_gguf(arguments.base) else convert
    facts = write(arguments.base, arguments.adapter, arguments.out, kind=arguments.type, name=arguments.name)
    emit("finished", out=arguments.out, **facts)
    return 0


def serve(arguments: argparse.Namespace) -> int:
    from w4s_trainer.serve.check import check
    from w4s_trainer.serve.options import ServeOptions
    from w4s_trainer.serve.run import serve as run

    _quiet(arguments)
    options = ServeOptions(**_without(arguments, "command", "threads", "check"))
    if not options.base and not arguments.check:
        raise TrainerError("usage", "Expected `--base DIR|NAME`", hint="See `w4s_trainer serve --help`.", exit_code=2)
    return check(options) if arguments.check else run(options)


def dpo(arguments: argparse.Namespace) -> int:
    from w4s_trainer.preference.command import run_command

    _quiet(arguments)
    return run_command(arguments)


kto = grpo = dpo


def _options(arguments: argparse.Namespace) -> TrainOptions:
    names = {field.name for field in dataclasses.fields(TrainOptions)}
    return TrainOptions(**{key: value for key, value in vars(arguments).items() if key in names})


def _without(arguments: argparse.Namespace, *names: str) -> dict[str, Any]:
    return {key: value for key, value in vars(arguments).items() if key not in names}


def _quiet(arguments: argparse.Namespace) -> None:
    """Keeps other libraries off stdout and their progress bars off stderr."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    warnings.filterwarnings("ignore", module=r"(peft|torch|transformers)\.")
    if getattr(arguments, "threads", None):
        torch.set_num_threads(arguments.threads)
