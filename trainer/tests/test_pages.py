"""Large pages: whether the kernel was asked for them, since whether it had some to give is chance."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from running import SOURCE

from w4s_trainer.pages import ENABLED

PROGRAM = """
import argparse, sys, types
from w4s_trainer.cli.main import _run

def look(arguments):
    import torch
    held = torch.ones(2**24)
    at = held.data_ptr()
    for line in open("/proc/self/smaps"):
        first = line.split()[0]
        if "-" in first:
            low, high = (int(end, 16) for end in first.split("-"))
        elif first == "VmFlags:" and low <= at < high:
            print("hg" in line.split())
    return 0

assert "torch" not in sys.modules
sys.modules["w4s_trainer.cli.commands"] = types.SimpleNamespace(look=look)
_run(argparse.Namespace(command="look"))
"""
"""The command line, with a command of its own that looks at how its memory is mapped."""


@pytest.mark.skipif(
    not ENABLED.exists() or "[madvise]" not in ENABLED.read_text(), reason="this kernel gives none on request"
)
@pytest.mark.parametrize(("chosen", "asked"), [(None, True), ("0", False)])
def test_a_large_tensor_asks_for_them_unless_told_otherwise(chosen: str | None, asked: bool) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "THP_MEM_ALLOC_ENABLE"}
    environment |= {"PYTHONPATH": str(SOURCE)} | ({} if chosen is None else {"THP_MEM_ALLOC_ENABLE": chosen})
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(asked)
