"""Two processes under torchrun (gloo) against one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import two_process
from exact import largest_difference
from running import SOURCE, events_of, run, start
from tiny import episode_rows, write_rows

TORCHRUN = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")


def test_gradients(tmp_path: Path) -> None:
    two_process.main(str(tmp_path / "one.pt"))
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *TORCHRUN, two_process.__file__, str(tmp_path / "two.pt")]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    alone, shared = (torch.load(tmp_path / f"{name}.pt") for name in ("one", "two"))
    assert shared["fitting"] == 2 * alone["fitting"], "each process has its own number"
    for micro_tokens in two_process.MICRO_TOKENS:
        one, two = alone[micro_tokens], shared[micro_tokens]
        assert (one["size"], two["size"]) == (1, 2)
        assert two["loss"] == pytest.approx(one["loss"], rel=1e-12)
        assert largest_difference(two["gradients"], one["gradients"]) < 1e-9


def test_whole_run(base: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "rows.jsonl", [row for number in range(6) for row in episode_rows(f"e{number}")])
    options = ("--rows-per-step", "12", "--micro-tokens", "200", "--dtype", "fp64", "--device", "cpu")
    command = ("train", "--data", data, "--base", base, "--out", tmp_path / "two", *options)
    process = start(*command, launcher=TORCHRUN)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    run(data, base, tmp_path / "one", rows_per_step=12, micro_tokens=200, dtype="fp64")
    one, two = (json.loads((tmp_path / name / "card.json").read_text()) for name in ("one", "two"))
    assert (one["processes"], two["processes"]) == (1, 2)
    assert two["losses"] == pytest.approx(one["losses"], rel=1e-6) and two["tokens"] == one["tokens"]
    # Only the first process speaks.
    assert [event["event"] for event in events_of(output)] == ["started", "step", "step", "step", "finished"]
