"""Every mistake ends with one error event: a stable code, a message that names the thing, the next step."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import torch
from running import Recorder, events_of, run, start
from tiny import TEMPLATE, episode_rows, make_row, save_base, write_rows

from w4s_trainer.cli.main import main
from w4s_trainer.errors import TrainerError, out_of_space
from w4s_trainer.train.failures import check_space, explain
from w4s_trainer.train.options import TrainOptions
from w4s_trainer.train.prepare import FEW_STEPS


def command(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, list[dict[str, Any]]]:
    code = main([str(argument) for argument in arguments])
    return code, events_of(capsys.readouterr().out)


def train(
    capsys: pytest.CaptureFixture[str], data: Path, base: Path | str, out: Path, *more: str
) -> tuple[int, dict[str, Any]]:
    arguments = ("train", "--data", data, "--base", base, "--out", out, "--device", "cpu", *more)
    code, events = command(capsys, *arguments)
    return code, events[-1]


GOOD = make_row("good", "vote")


@pytest.mark.parametrize(
    ("rows", "code", "named"),
    [
        ([GOOD, {**GOOD, "id": "run/b", "weight": None}], "missing-weight", "run/b"),
        ([GOOD, {key: value for key, value in GOOD.items() if key != "weight"}], "missing-weight", "rows.jsonl:2"),
        ([{**GOOD, "weight": float("nan")}], "invalid-weight", "nan"),
        ([{**GOOD, "weight": float("inf")}], "invalid-weight", "inf"),
        ([{**GOOD, "weight": -1}], "invalid-weight", "-1"),
        ([{**GOOD, "weight": "1"}], "invalid-weight", "run/good"),
        ([{**GOOD, "weight": 0}], "zero-weights", "weight above 0"),
        ([], "empty-data", "rows.jsonl"),
        ([{**GOOD, "version": 3}], "invalid-row", "`version`"),
        ([{**GOOD, "messages": []}], "invalid-row", "`messages`"),
        ([{**GOOD, "messages": [{"role": "user"}]}], "invalid-row", "`messages`"),
        ([{**GOOD, "completion": ""}], "invalid-row", "`completion`"),
        ([{**GOOD, "kind": "other"}], "invalid-row", "`kind`"),
        ([{**GOOD, "tokens": [1.5]}], "invalid-row", "`tokens`"),
        ([{**GOOD, "reward": "high"}], "invalid-row", "`reward`"),
        ([[1]], "invalid-row", "rows.jsonl:1"),
        ([GOOD, {**GOOD, "id": "run/c", "tokens": [3, 4]}], "tokenizer-mismatch", "run/c"),
        ([GOOD, make_row("long", "vote " * 600)], "row-too-long", "run/long"),
    ],
)
def test_rows(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, rows: list[Any], code: str, named: str
) -> None:
    ending, event = train(capsys, write_rows(tmp_path / "rows.jsonl", rows), base, tmp_path / "out")
    assert (ending, event["event"], event["code"]) == (1, "error", code)
    assert named in event["message"] and event["hint"]
    assert not (tmp_path / "out").exists()


def test_a_line_that_is_not_json(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    data = tmp_path / "rows.jsonl"
    data.write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD)[:-9])
    _, event = train(capsys, data, base, tmp_path / "out")
    assert event["code"] == "invalid-row" and "rows.jsonl:2" in event["message"]


def test_long_rows_are_dropped_and_counted_when_asked(base: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "rows.jsonl", [*episode_rows(), make_row("long", "vote " * 600)])
    emit = Recorder()
    card = run(data, base, tmp_path / "out", emit, drop_long=True)
    assert (card["data"]["rows"], card["data"]["dropped"]) == (6, 1)
    (warning,) = [event for event in emit.of("warning") if event["code"] == "rows-dropped"]
    assert warning["rows"] == ["run/long"]


def test_one_reward_only_warns(base: Path, tmp_path: Path) -> None:
    rows = [{**row, "reward": 1.0, "weight": 12.0} for row in episode_rows()]
    emit = Recorder()
    run(write_rows(tmp_path / "rows.jsonl", rows), base, tmp_path / "out", emit)
    assert [event["code"] for event in emit.of("warning")] == ["single-reward", "few-steps"]


def test_steps_without_a_mixture_warn(base: Path, tmp_path: Path) -> None:
    emit = Recorder()
    data = write_rows(tmp_path / "rows.jsonl", episode_rows())
    run(data, base, tmp_path / "out", emit, rows_per_step=2, mode="packed")
    few, thin = emit.of("warning")
    assert (few["code"], few["total"]) == ("few-steps", 3)
    assert (thin["code"], thin["steps"], thin["total"]) == ("thin-steps", 3, 3)


def test_many_passes_over_few_rows_are_no_few_steps(base: Path, tmp_path: Path) -> None:
    emit = Recorder()
    run(write_rows(tmp_path / "rows.jsonl", episode_rows()), base, tmp_path / "out", emit, epochs=FEW_STEPS)
    assert "few-steps" not in [event["code"] for event in emit.of("warning")]


def test_bases_that_are_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    data = write_rows(tmp_path / "rows.jsonl", [GOOD])
    (tmp_path / "empty").mkdir()
    save_base(tmp_path / "mute", template=None)
    for base, code in (
        (tmp_path / "nowhere", "base-not-found"),
        ("nowhere", "base-not-found"),
        (tmp_path / "empty", "base-invalid"),
        (tmp_path / "mute", "no-chat-template"),
    ):
        ending, event = train(capsys, data, base, tmp_path / "out")
        assert (ending, event["code"]) == (1, code) and event["hint"]


@pytest.fixture
def hub() -> Iterator[str]:
    """A Hugging Face hub with one gated and no other model."""

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            gated = "acme/gated" in self.path
            self.send_response(401 if gated else 404)
            self.send_header("X-Error-Code", "GatedRepo" if gated else "RepoNotFound")
            self.send_header("content-length", "0")
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("name", "code"), [("acme/gated", "base-needs-token"), ("acme/absent", "base-not-found")])
def test_bases_on_a_hub(hub: str, tmp_path: Path, name: str, code: str) -> None:
    data = write_rows(tmp_path / "rows.jsonl", [GOOD])
    environment = {
        "HF_ENDPOINT": hub,
        "HF_HOME": str(tmp_path / "cache"),
        "HF_HUB_OFFLINE": "0",
        "NO_PROXY": "127.0.0.1",
    }
    process = start("train", "--data", data, "--base", name, "--out", tmp_path / "out", environment=environment)
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 1, errors
    (event,) = events_of(output)
    assert event["code"] == code and name in event["message"]


def test_models_that_the_layouts_would_not_be_exact_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sliding = save_base(tmp_path / "base", use_sliding_window=True, sliding_window=8, max_window_layers=1)
    _, event = train(capsys, write_rows(tmp_path / "rows.jsonl", [GOOD]), sliding, tmp_path / "out")
    assert event["code"] == "unsupported-model" and "sliding window of 8" in event["message"]


def test_adapter_for_another_base(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    run(write_rows(tmp_path / "rows.jsonl", episode_rows()), base, tmp_path / "adapter")
    same_shape = save_base(tmp_path / "other", seed=5)
    same_template = save_base(tmp_path / "same", template=TEMPLATE)
    for other, wanted in ((same_shape, (1, "adapter-mismatch")), (same_template, (0, None))):
        arguments = ("merge", "--base", other, "--adapter", tmp_path / "adapter", "--out", tmp_path / other.name / "m")
        code, events = command(capsys, *arguments)
        assert (code, events[-1].get("code")) == wanted
    code, events = command(capsys, "merge", "--base", base, "--adapter", tmp_path, "--out", tmp_path / "n")
    assert (code, events[-1]["code"]) == (1, "adapter-not-found")


def test_adapter_without_a_card_for_another_shape(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path
) -> None:
    run(write_rows(tmp_path / "rows.jsonl", episode_rows()), base, tmp_path / "adapter")
    (tmp_path / "adapter/card.json").unlink()
    wider = save_base(tmp_path / "wider", intermediate_size=96)
    arguments = ("merge", "--base", wider, "--adapter", tmp_path / "adapter", "--out", tmp_path / "m")
    assert command(capsys, *arguments)[1][-1]["code"] == "adapter-mismatch"


def test_gradient_that_is_not_a_number(base: Path, tmp_path: Path) -> None:
    broken = save_base(tmp_path / "broken")
    from safetensors.torch import load_file, save_file

    weights = load_file(broken / "model.safetensors")
    weights["model.norm.weight"][0] = float("nan")
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(TrainerError) as caught:
        run(write_rows(tmp_path / "rows.jsonl", episode_rows()), broken, tmp_path / "out")
    assert caught.value.code == "diverged"


@pytest.mark.parametrize(
    "arguments",
    [
        ("train",), ("trian",), ("train", "--data", "d", "--base", "b", "--out", "o", "--lora", "0"),
        ("train", "--data", "d", "--base", "b", "--out", "o", "--mode", "flat"),
        ("bench", "--data", "d", "--device", "cpu"), ("serve",), ("serve", "--base", "b", "--slots", "0"),
    ],
)  # fmt: skip
def test_usage(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    code, events = command(capsys, *arguments)
    assert (code, events[0]["event"], events[0]["code"]) == (2, "error", "usage")


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_no_cuda(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "rows.jsonl", [GOOD])
    assert train(capsys, data, base, tmp_path / "out", "--device", "cuda")[1]["code"] == "no-cuda"


def test_full_disk(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="GB are free") as caught:
        check_space(tmp_path, 2**60)
    assert caught.value.code == "no-space"
    with pytest.raises(OSError, match="No space left") as full, open("/dev/full", "w") as device:
        device.write("x" * 100_000)
    assert out_of_space(full.value)
    known = explain(full.value, TrainOptions(data="d", base="b", out="o"))
    assert known and known.code == "no-space"


def test_out_of_memory_says_what_to_lower() -> None:
    known = explain(torch.OutOfMemoryError("CUDA out of memory."), TrainOptions(data="d", base="b", out="o", lora=None))
    assert known and known.code == "out-of-memory" and known.hint
    for advice in ("--micro-tokens (now at most 16384)", "--gradient-checkpointing", "--resume"):
        assert advice in known.hint
    # Not among what may change before --resume.
    assert known.hint.index("--resume") < known.hint.index("start anew with --lora 16")
    assert explain(RuntimeError("shapes differ"), TrainOptions(data="d", base="b", out="o")) is None
