from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from running import Recorder, run
from tiny import episode_rows, write_rows

from w4s_trainer.train import precision
from w4s_trainer.train.precision import cpu_has_bf16, resolve_dtype

X86 = "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu avx2 avx512f {}\nbugs\t\t: none\n"
ARM = "processor\t: 0\nFeatures\t: fp asimd {}\nCPU part\t: 0xd40\n"
CPU, CUDA = torch.device("cpu"), torch.device("cuda")


@pytest.mark.parametrize(
    ("text", "has"),
    [
        (X86.format("avx512_bf16"), True),
        (X86.format("amx_bf16 amx_tile"), True),
        (X86.format("avx512_fp16"), False),
        (X86.format("").replace("Some CPU", "bf16"), False),
        (ARM.format("bf16"), True),
        (ARM.format("i8mm"), False),
        ("", False),
    ],
)
def test_what_a_cpu_says_of_itself(tmp_path: Path, text: str, has: bool) -> None:
    (tmp_path / "cpuinfo").write_text(text)
    assert cpu_has_bf16(tmp_path / "cpuinfo") == has
    assert not cpu_has_bf16(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "device", "frozen", "has", "wanted"),
    [
        ("auto", CPU, True, True, torch.bfloat16),
        ("auto", CPU, True, False, torch.float32),
        ("auto", CPU, False, True, torch.float32),
        ("auto", CUDA, False, False, torch.bfloat16),
        ("fp32", CPU, True, True, torch.float32),
        ("fp32", CUDA, True, True, torch.float32),
        ("bf16", CPU, False, False, torch.bfloat16),
        ("fp64", CPU, True, True, torch.float64),
    ],
)
def test_choice(
    monkeypatch: pytest.MonkeyPatch, name: Any, device: torch.device, frozen: bool, has: bool, wanted: torch.dtype
) -> None:
    monkeypatch.setattr(precision, "cpu_has_bf16", lambda: has)
    assert resolve_dtype(name, device, frozen_base=frozen) == wanted


@pytest.mark.parametrize(("dtype", "wanted"), [("bf16", "bfloat16"), ("fp32", "float32")])
def test_it_is_on_record(base: Path, tmp_path: Path, dtype: Any, wanted: str) -> None:
    emit = Recorder()
    card = run(write_rows(tmp_path / "rows.jsonl", episode_rows()), base, tmp_path / "out", emit, dtype=dtype)
    assert card and card["dtype"] == emit.of("started")[0]["dtype"] == wanted
    assert card["losses"][-1] == pytest.approx(6.0, abs=1.0)
