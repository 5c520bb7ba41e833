from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import torch
from running import Recorder, events_of, run, start
from safetensors.torch import load_file
from tiny import episode_rows, save_base, write_rows

from w4s_trainer.errors import TrainerError
from w4s_trainer.events import EventName
from w4s_trainer.train import loop

BASE_OPTIONS: dict[str, Any] = {"epochs": 2, "lr": 1e-2, "rows_per_step": 12}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [row for number in range(6) for row in episode_rows(f"e{number}")]
    return write_rows(tmp_path_factory.mktemp("data") / "rows.jsonl", rows)


class StopAfter(Recorder):
    """Sends this process a signal while it reports a step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step

    def __call__(self, event: EventName, **fields: Any) -> None:
        super().__call__(event, **fields)
        if event == "step" and fields["step"] == self.step:
            os.kill(os.getpid(), signal.SIGINT)


def trained(out: Path) -> dict[str, torch.Tensor]:
    adapter = out / "adapter_model.safetensors"
    return load_file(adapter if adapter.exists() else out / "model.safetensors")


@pytest.mark.parametrize("lora", [4, None], ids=["lora", "full"])
@pytest.mark.parametrize("mode", ["tree", "padded"])
def test_resumed_equals_uninterrupted_bit_for_bit(
    data: Path, base: Path, tmp_path: Path, lora: int | None, mode: str
) -> None:
    options = {**BASE_OPTIONS, "lora": lora, "mode": mode, "checkpoint_every": 2}
    whole = run(data, base, tmp_path / "whole", **options)
    assert run(data, base, tmp_path / "parts", StopAfter(3), **options) is None
    assert not (tmp_path / "parts/card.json").exists()
    # Randomness in between must not matter.
    torch.rand(7)
    again = Recorder()
    card = run(data, base, tmp_path / "parts", again, **options, resume=True)
    assert again.of("started")[0]["step"] == 3
    assert [event["step"] for event in again.of("step")] == [4, 5, 6]
    assert card["losses"] == whole["losses"] and card["tokens"] == whole["tokens"]
    one, other = trained(tmp_path / "whole"), trained(tmp_path / "parts")
    assert one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)
    assert (tmp_path / "whole/losses.jsonl").read_text() == (tmp_path / "parts/losses.jsonl").read_text()


def test_killed_between_checkpoints(data: Path, base: Path, tmp_path: Path) -> None:
    """As after kill -9: losses.jsonl is ahead of the checkpoint, and is set back to it."""

    class Killed(BaseException):
        pass

    def emit(event: EventName, **fields: Any) -> None:
        if event == "step" and fields["step"] == 5:
            raise Killed

    options = {**BASE_OPTIONS, "checkpoint_every": 2}
    whole = run(data, base, tmp_path / "whole", **options)
    with pytest.raises(Killed):
        run(data, base, tmp_path / "parts", emit, **options)
    assert len((tmp_path / "parts/losses.jsonl").read_text().splitlines()) == 5
    assert json.loads((tmp_path / "parts/checkpoint/progress.json").read_text())["step"] == 4
    assert run(data, base, tmp_path / "parts", **options, resume=True)["losses"] == whole["losses"]


def test_card_says_what_was_trained_on_what(data: Path, base: Path, tmp_path: Path) -> None:
    emit = Recorder()
    card = run(data, base, tmp_path / "out", emit, **BASE_OPTIONS)
    assert card == json.loads((tmp_path / "out/card.json").read_text())
    assert card["data"]["rows"] == 36 and card["data"]["rewards"] == {"0": 12, "0.5": 12, "1": 12}
    assert card["data"]["weights"]["wbar"] == emit.of("started")[0]["wbar"]
    assert card["losses"] == [event["loss"] for event in emit.of("step")]
    assert card["losses"][-1] < card["losses"][0] and card["steps"] == len(card["losses"]) == 6
    assert emit.of("step")[-1]["eta_s"] == 0
    assert {"adapter_config.json", "adapter_model.safetensors", "tokenizer.json", "losses.jsonl"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    assert not (tmp_path / "out/checkpoint").exists()


def test_modes_train_to_the_same_weights(data: Path, base: Path, tmp_path: Path) -> None:
    """One step over all rows, so that the order of rows is the same; AdamW magnifies rounding near zero gradients."""
    options = {**BASE_OPTIONS, "rows_per_step": 1000, "epochs": 1, "lora": None, "dtype": "fp64", "warmup": 0.0}
    weights = {}
    for mode in ("tree", "packed", "padded"):
        run(data, base, tmp_path / mode, mode=mode, micro_tokens=400, **options)
        weights[mode] = trained(tmp_path / mode)
    for mode in ("packed", "padded"):
        for name, wanted in weights["tree"].items():
            assert torch.allclose(weights[mode][name], wanted, atol=1e-4)


def test_bf16_trains_all_weights_as_float32_copies(data: Path, base: Path, tmp_path: Path) -> None:
    card = run(
        data, base, tmp_path / "out", **{**BASE_OPTIONS, "lora": None, "dtype": "bf16", "gradient_checkpointing": True}
    )
    assert card["dtype"] == "bfloat16" and card["losses"][-1] < card["losses"][0]
    assert {weight.dtype for weight in trained(tmp_path / "out").values()} == {torch.bfloat16}


def test_out_of_memory_keeps_the_steps_done(
    data: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, real = [], loop.accumulate

    def accumulate(*arguments: Any, **options: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")
        return real(*arguments, **options)

    whole = run(data, base, tmp_path / "whole", **BASE_OPTIONS)
    monkeypatch.setattr(loop, "accumulate", accumulate)
    with pytest.raises(torch.OutOfMemoryError):
        run(data, base, tmp_path / "parts", **BASE_OPTIONS)
    assert (
        run(data, base, tmp_path / "parts", **BASE_OPTIONS, resume=True, micro_tokens=8192)["losses"] == whole["losses"]
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [({"lr": 5e-3}, "lr"), ({"lora": 8}, "lora"), ({"seed": 3}, "seed"), ({"mode": "packed"}, "mode")],
)
def test_resume_with_other_options(data: Path, base: Path, tmp_path: Path, change: dict[str, Any], named: str) -> None:
    run(data, base, tmp_path / "out", StopAfter(1), **BASE_OPTIONS)
    with pytest.raises(TrainerError, match=f"\\b{named} ") as caught:
        run(data, base, tmp_path / "out", **{**BASE_OPTIONS, **change}, resume=True)
    assert caught.value.code == "resume-mismatch"


def test_resume_with_another_base(data: Path, base: Path, tmp_path: Path) -> None:
    run(data, base, tmp_path / "out", StopAfter(1), **BASE_OPTIONS)
    other = save_base(tmp_path / "base", seed=9)
    with pytest.raises(TrainerError, match="base_fingerprint"):
        run(data, other, tmp_path / "out", **BASE_OPTIONS, resume=True)


def test_results_are_never_overwritten(data: Path, base: Path, tmp_path: Path) -> None:
    run(data, base, tmp_path / "stopped", StopAfter(1), **BASE_OPTIONS)
    run(data, base, tmp_path / "finished", **BASE_OPTIONS)
    for out, resume in (("stopped", False), ("finished", False), ("finished", True)):
        with pytest.raises(TrainerError) as caught:
            run(data, base, tmp_path / out, **BASE_OPTIONS, resume=resume)
        assert caught.value.code == "out-not-empty"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_leaves_a_checkpoint(data: Path, base: Path, tmp_path: Path, number: signal.Signals) -> None:
    out = tmp_path / "out"
    options = ("--epochs", "100000", "--rows-per-step", "12", "--checkpoint-every", "0", "--device", "cpu")
    process = start("train", "--data", data, "--base", base, "--out", out, *options)
    assert process.stdout
    seen = [json.loads(process.stdout.readline()) for _ in range(3)]
    process.send_signal(number)
    rest, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert [event["event"] for event in seen] == ["started", "step", "step"]
    last, checkpoint, ending = [*seen, *events_of(rest)][-3:]
    assert (last["event"], checkpoint["event"], ending["event"]) == ("step", "checkpoint", "interrupted")
    assert last["step"] == checkpoint["step"] == json.loads((out / "checkpoint/progress.json").read_text())["step"]
