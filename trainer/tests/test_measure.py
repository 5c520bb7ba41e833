from __future__ import annotations

from pathlib import Path

import pytest
from running import events_of
from tiny import episode_rows, make_row, write_rows

from w4s_trainer.cli.main import main


def test_inspect(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    rows = [
        *episode_rows("e0"),
        *episode_rows("e1"),
        make_row("long", "vote " * 600, reward=1.0, task="mgsm", weight=3.0),
    ]
    data = write_rows(tmp_path / "rows.jsonl", rows)
    assert main(["inspect", "--data", str(data), "--base", str(base), "--drop-long"]) == 0
    (found,) = events_of(capsys.readouterr().out)
    assert found["event"] == "inspection"
    assert (found["rows"], found["too_long"], found["max_length"]) == (12, ["run/long"], 512)
    assert found["rewards"] == {"0": 4, "0.5": 4, "1": 4} and found["weights"]["by_task"] == {"gsm8k": 1.0}
    assert found["weights"]["effective"] == pytest.approx(
        4 * (1 + 3.4903 + 12.1825) ** 2 / (1 + 3.4903**2 + 12.1825**2), rel=1e-4
    )
    fed = found["fed_tokens"]
    # A row's last token is only predicted.
    assert fed["packed"] == found["prompt_tokens"] + found["answer_tokens"] - 12
    assert fed["tree"] < fed["packed"] < fed["padded"]
    assert found["tree_saving"] == fed["packed"] / fed["tree"] > 2


@pytest.mark.parametrize("source", ["synthetic", "rows"])
def test_bench_measures_equal_gradients(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, source: str
) -> None:
    sizes = ["--prompt-tokens", "60", "--answer-tokens", "14", "--episodes", "2"]
    rows = ["--data", str(write_rows(tmp_path / "rows.jsonl", episode_rows())), "--base", str(base)]
    given = sizes if source == "synthetic" else rows
    assert main(["bench", *given, "--dtype", "fp64", "--micro-tokens", "400", "--device", "cpu"]) == 0
    events = events_of(capsys.readouterr().out)
    assert [event["layout"] for event in events] == ["padded", "packed", "tree"]
    for event in events:
        # transformers rounds its norms to float32.
        assert event["gradient_difference"] < 1e-6
        assert event["row_tokens_per_s"] > 0
    assert events[2]["fed_tokens"] < events[1]["fed_tokens"] / 2
