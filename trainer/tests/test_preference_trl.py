"""DPO, KTO and GRPO through TRL: what is written, what is told, what is refused, and that DPO prefers the chosen."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from huggingface_hub import constants
from running import SOURCE, Recorder, events_of
from safetensors.torch import load_file
from tiny import REFUSES_SYSTEM, save_base, write_rows

from w4s_trainer.cli.main import main
from w4s_trainer.data.chat import Chat
from w4s_trainer.events import EventName
from w4s_trainer.model.adapter import load_adapter
from w4s_trainer.model.load import load_tokenizer, load_weights
from w4s_trainer.preference.options import PreferenceOptions
from w4s_trainer.preference.reward import answer_reward
from w4s_trainer.preference.run import run_preference
from w4s_trainer.train.world import join_world

needs_trl = pytest.mark.skipif(importlib.util.find_spec("trl") is None, reason="the extra `trl` is not installed")
# TRL's and its dependencies' own warnings are not this project's to mend.
pytestmark = pytest.mark.filterwarnings("ignore")

PROMPT = [{"role": "user", "content": "improve it"}]
COMMON = ("--device", "cpu", "--lora", "4", "--batch-size", "2", "--threads", "1")


def said(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def pair(chosen: str = "vote over five", rejected: str = "ask once") -> dict[str, Any]:
    return {"prompt": PROMPT, "chosen": said(chosen), "rejected": said(rejected)}


def judged(text: str, label: bool) -> dict[str, Any]:
    return {"prompt": PROMPT, "completion": said(text), "label": label}


PAIRS = [pair(), pair("write code"), pair("vote", "ask"), pair("agent", "task")]
JUDGED = [judged("vote", True), judged("ask", False), judged("write code", True), judged("task", False)]
PROBLEMS = [{"prompt": "What is 2 + 2?", "answer": "4"}, {"prompt": PROMPT, "answer": "yes"}]
DATA: dict[str, list[Any]] = {"dpo": PAIRS, "kto": JUDGED, "grpo": PROBLEMS}
ROWS_PER_STEP = {"dpo": "2", "kto": "2", "grpo": "1"}


def command(
    capsys: pytest.CaptureFixture[str], method: str, data: Path, base: Path, out: Path, *more: str
) -> tuple[int, list[dict[str, Any]]]:
    given = [method, "--data", str(data), "--base", str(base), "--out", str(out), *COMMON]
    if method == "grpo":
        given += ["--generations", "2", "--max-new-tokens", "8"]
    code = main([*given, *more])
    return code, events_of(capsys.readouterr().out)


@needs_trl
@pytest.mark.parametrize("method", list(DATA))
def test_two_steps(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, method: str) -> None:
    data, out = write_rows(tmp_path / "rows.jsonl", DATA[method]), tmp_path / "out"
    code, events = command(capsys, method, data, base, out, "--rows-per-step", ROWS_PER_STEP[method])
    names = [event["event"] for event in events if event["event"] != "warning"]
    assert (code, names) == (0, ["started", "step", "step", "finished"])
    assert (events[0]["method"], events[0]["total"], events[0]["rows"]) == (method, 2, len(DATA[method]))
    steps = [event for event in events if event["event"] == "step"]
    assert [step["step"] for step in steps] == [1, 2] and all(step["metrics"] for step in steps)
    card = json.loads((out / "card.json").read_text())
    assert card["losses"] == [step["loss"] for step in steps] == events[-1]["losses"]
    assert (card["method"], card["steps"], "trl" in card["versions"]) == (method, 2, True)
    # The base is what the adapter says it is for, and one adapter lies there, not TRL's frozen second one.
    model = load_weights(str(base), dtype=torch.float32, device=torch.device("cpu"))
    load_adapter(model, str(out))
    assert not list(out.glob("*/adapter_config.json"))
    assert constants.HF_HUB_DISABLE_TELEMETRY
    code, events = command(capsys, method, data, base, out)
    assert (code, events[0]["code"]) == (2, "out-not-empty")


@needs_trl
@pytest.mark.parametrize("method", list(DATA))
def test_a_template_without_a_place_for_system(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, method: str
) -> None:
    """TRL, too, gives it what a server of this model would."""
    base = save_base(tmp_path / "base", template=REFUSES_SYSTEM)
    asked = [{"role": "system", "content": "You design workflows."}, *PROMPT]
    data = write_rows(tmp_path / "rows.jsonl", [{**row, "prompt": asked} for row in DATA[method]])
    code, events = command(capsys, method, data, base, tmp_path / "out", "--rows-per-step", ROWS_PER_STEP[method])
    assert (code, events[-1]["event"]) == (0, "finished")


@needs_trl
@pytest.mark.parametrize("method", ["dpo", "kto"])
def test_adapter_has_learned(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, method: str) -> None:
    data = write_rows(tmp_path / "rows.jsonl", DATA[method])
    command(capsys, method, data, base, tmp_path / "out", "--lr", "1e-3")
    trained = load_file(tmp_path / "out/adapter_model.safetensors")
    # LoRA's B starts as zeros.
    assert all(value.abs().max() > 0 for name, value in trained.items() if "lora_B" in name)


@needs_trl
def test_grpo_learns_from_what_some_completions_get_right(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path
) -> None:
    # Random text ends in a given digit now and then, so the rewards of 64 completions differ.
    data = write_rows(tmp_path / "rows.jsonl", [{"prompt": "2 + 3?", "answer": str(digit)} for digit in range(1, 7)])
    sizes = ("--generations", "64", "--batch-size", "64", "--max-new-tokens", "16", "--lr", "1e-3")
    code, events = command(capsys, "grpo", data, base, tmp_path / "out", *sizes)
    (step,) = [event for event in events if event["event"] == "step"]
    assert code == 0 and 0 < step["metrics"]["reward"] < 1
    assert step["grad_norm"] > 0 and not any(event.get("code") == "no-signal" for event in events)


class StopAtFirst(Recorder):
    """Sends this process a signal while it reports the first step."""

    def __call__(self, event: EventName, **fields: Any) -> None:
        super().__call__(event, **fields)
        if event == "step" and fields["step"] == 1:
            os.kill(os.getpid(), signal.SIGTERM)


@needs_trl
def test_a_signal_ends_the_run_with_its_adapter_and_without_a_card(base: Path, tmp_path: Path) -> None:
    out, emit = tmp_path / "out", StopAtFirst()
    data = write_rows(tmp_path / "rows.jsonl", PAIRS)
    options = PreferenceOptions(
        "dpo", data=str(data), base=str(base), out=str(out), device="cpu", epochs=9, rows_per_step=1, batch_size=1
    )
    assert run_preference(options, join_world("cpu"), emit) is None
    assert emit.of("started")[0]["total"] == 36 and 1 <= len(emit.of("step")) <= 2
    assert (out / "adapter_model.safetensors").exists() and not (out / "card.json").exists()


@needs_trl
def test_dpo_raises_the_log_ratio_of_the_chosen(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    data, out = write_rows(tmp_path / "rows.jsonl", [pair()] * 4), tmp_path / "out"
    before = log_probabilities(base, None)
    code, events = command(capsys, "dpo", data, base, out, "--epochs", "6", "--lr", "3e-3", "--rows-per-step", "4")
    assert code == 0
    after = log_probabilities(base, out)
    chosen, rejected = (after[name] - before[name] for name in ("chosen", "rejected"))
    assert chosen > 0.1 and chosen - rejected > 1
    losses = events[-1]["losses"]
    assert losses[0] == pytest.approx(0.6931, abs=1e-3) and losses[-1] < losses[0]


def log_probabilities(base: Path, adapter: Path | None) -> dict[str, float]:
    """log pi(answer | prompt), by this project's own encoding and not TRL's."""
    chat = Chat(load_tokenizer(str(base)))
    model = load_weights(str(base), dtype=torch.float32, device=torch.device("cpu"))
    model = load_adapter(model, str(adapter)) if adapter else model
    prompt, found = chat.prompt(tuple(PROMPT), "t"), {}
    for name in ("chosen", "rejected"):
        answer = [*chat.encode(pair()[name][0]["content"]), chat.turn_end]
        with torch.no_grad():
            logs = torch.log_softmax(model(torch.tensor([prompt + answer])).logits[0], dim=-1)
        found[name] = float(sum(logs[len(prompt) + t - 1, token] for t, token in enumerate(answer)))
    return found


@needs_trl
@pytest.mark.parametrize(
    ("method", "rows", "code", "named"),
    [
        ("dpo", [], "empty-data", "rows.jsonl"),
        ("dpo", [pair(), [1]], "invalid-row", "rows.jsonl:2"),
        ("dpo", [{**pair(), "prompt": []}], "invalid-row", "`prompt`"),
        ("dpo", [{**pair(), "prompt": "improve it"}], "invalid-row", "`prompt`"),
        ("dpo", [{**pair(), "chosen": "vote"}], "invalid-row", "`chosen`"),
        ("dpo", [{**pair(), "chosen": said("")}], "invalid-row", "`chosen`"),
        ("dpo", [{**pair(), "rejected": [{"role": "user", "content": "x"}]}], "invalid-row", "`rejected`"),
        ("dpo", [pair("same", "same")], "invalid-row", "`rejected`"),
        ("dpo", JUDGED, "invalid-row", "`chosen`"),
        ("dpo", [pair("vote " * 600)], "row-too-long", "rows.jsonl:1"),
        ("kto", PAIRS, "invalid-row", "`completion`"),
        ("kto", [{**JUDGED[0], "label": 1}], "invalid-row", "`label`"),
        ("kto", [judged("vote", True), judged("write", True)], "single-label", "true"),
        ("grpo", [{"prompt": "2 + 2?", "answer": 4}], "invalid-row", "`answer`"),
        ("grpo", [{"prompt": "", "answer": "4"}], "invalid-row", "`prompt`"),
        ("grpo", [{"prompt": "vote " * 600, "answer": "4"}], "row-too-long", "generated"),
    ],
)
def test_wrong_data(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, method: str, rows: list[Any], code: str, named: str
) -> None:
    data = write_rows(tmp_path / "rows.jsonl", rows)
    ending, events = command(capsys, method, data, base, tmp_path / "out", "--rows-per-step", "2")
    assert (ending, [event["event"] for event in events], events[0]["code"]) == (1, ["error"], code)
    assert named in events[0]["message"] and events[0]["hint"]
    assert not (tmp_path / "out").exists()


@needs_trl
@pytest.mark.parametrize(
    ("method", "more", "named"),
    [
        ("dpo", ("--rows-per-step", "3"), "--batch-size"),
        ("kto", ("--batch-size", "1"), "--batch-size"),
        ("grpo", ("--generations", "1"), "--generations"),
        ("dpo", ("--beta", "-1"), "--beta"),
    ],
)
def test_usage(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, method: str, more: tuple[str, ...], named: str
) -> None:
    data = write_rows(tmp_path / "rows.jsonl", DATA[method])
    code, events = command(capsys, method, data, base, tmp_path / "out", *more)
    assert (code, events[0]["code"]) == (2, "usage") and named in events[0]["message"]


@needs_trl
def test_long_and_lonely_rows_are_left_out_and_told(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path
) -> None:
    rows = [*JUDGED, judged("agent", True), judged("vote " * 600, False)]
    data = write_rows(tmp_path / "rows.jsonl", rows)
    code, events = command(capsys, "kto", data, base, tmp_path / "out", "--drop-long")
    warnings = [event for event in events if event["event"] == "warning"]
    assert code == 0 and [event["code"] for event in warnings] == ["rows-dropped", "rows-dropped"]
    assert any(event["rows"] == [f"{data}:6"] for event in warnings)
    card = json.loads((tmp_path / "out/card.json").read_text())
    good = 2 if card["options"]["desirable_weight"] == card["options"]["undesirable_weight"] == 1 else 3
    assert card["data"]["rows"] == 4 and card["options"]["undesirable_weight"] == pytest.approx(good / (4 - good))


def test_missing_extra(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trl", None)
    code, (event,) = command(capsys, "dpo", write_rows(tmp_path / "rows.jsonl", PAIRS), base, tmp_path / "out")
    assert (code, event["event"], event["code"]) == (1, "error", "extra-missing")
    assert "w4s-trainer[trl]" in event["hint"]


def test_the_main_path_does_not_import_trl() -> None:
    text = "import sys, w4s_trainer.cli.commands, w4s_trainer.train.loop; print({'trl', 'datasets'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", text], env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("completion", "answer", "reward"),
    [
        ("2 + 2 = 4", "4", 1), ("so 4, not 5", "4", 0), ("4", "4.0", 1), ("It costs $1,234.50.", "1234.5", 1),
        ("the total is 12,345", "$12,345", 1), ("half: 1/2", "0.5", 1), ("x = -3", "-3", 1), ("x = \u22123", "-3", 1),
        ("between 3-5", "5", 1), ("5 - 3", "-3", 0), ("50%", "50", 1), (".5", "5", 0), ("1,2,3", "3", 1),
        (r"\boxed{7} and then 8", "7", 1), (r"\boxed{7} and then 8", "8", 0), (r"\boxed{1} \boxed{2}", "2", 1),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}", 1), (r"\boxed{7", "7", 1), ("  Yes. ", "yes", 1), ("no", "yes", 0),
        ("yes indeed", "yes", 0), ("", "yes", 0), ("", "?", 0), ("1/0", "1", 0), ("9" * 9000, "9", 0),
        ("1e999999999", "1", 0),
    ],
)  # fmt: skip
def test_reward(completion: str, answer: str, reward: float) -> None:
    assert answer_reward(completion, answer) == reward
