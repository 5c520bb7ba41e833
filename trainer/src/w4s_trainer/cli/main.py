"""Runs a command and turns every outcome into an event and an exit code: 0, 1 failed, 2 usage, 130 interrupted."""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence

from w4s_trainer.cli.parser import make_parser
from w4s_trainer.errors import TrainerError
from w4s_trainer.events import emit, emit_error
from w4s_trainer.pages import ask_for_large_pages


def main(argv: Sequence[str] | None = None) -> int:
    try:
        arguments = make_parser().parse_args(argv)
        return _run(arguments)
    except TrainerError as error:
        emit_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        emit("interrupted", message="Stopped at once; the last checkpoint, if any, is complete")
        return 130
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        hint = "This is a bug in the trainer: please report it with the text above."
        emit_error(TrainerError("internal", f"{type(error).__name__}: {error}", hint=hint))
        return 1


def _run(arguments: argparse.Namespace) -> int:
    ask_for_large_pages()
    # Imported here so that usage errors and --help do not wait for torch.
    from w4s_trainer.cli import commands

    command = getattr(commands, arguments.command)
    return int(command(arguments))
