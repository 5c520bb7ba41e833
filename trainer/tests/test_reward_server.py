"""GRPO with rewards from another process: they rise, tokens are counted and end the run, bad answers stop it."""

from __future__ import annotations

import importlib.util
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from running import events_of
from tiny import write_rows

from w4s_trainer.cli.main import main

pytestmark = [
    pytest.mark.skipif(importlib.util.find_spec("trl") is None, reason="the extra `trl` is not installed"),
    pytest.mark.filterwarnings("ignore"),
]

PROBLEMS = [{"prompt": f"{n} + 3?", "id": f"p{n}"} for n in range(4)]
COMMON = "--device cpu --threads 1 --lora 8 --max-new-tokens 12".split()

Answer = Callable[[dict[str, Any]], tuple[int, Any]]


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                status, reply = answer(body)
                text = json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/score"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def run(capsys: pytest.CaptureFixture[str], base: Path, folder: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    data = write_rows(folder / "rows.jsonl", PROBLEMS)
    code = main(["grpo", "--data", str(data), "--base", str(base), "--out", str(folder / "out"), *COMMON, *more])
    return code, events_of(capsys.readouterr().out)


def test_the_reward_rises_and_the_tokens_end_the_run(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, serve: Callable[[Answer], str]
) -> None:
    asked: list[dict[str, str]] = []

    def short(body: dict[str, Any]) -> tuple[int, Any]:
        """The shorter, the better: what a random model can learn in a few steps."""
        asked.extend(body["completions"])
        return 200, {"rewards": [1 / (1 + len(one["text"])) for one in body["completions"]]}

    sizes = "--generations 16 --batch-size 64 --rows-per-step 4 --lr 0.02 --beta 0.01 --max-tokens 40000".split()
    code, events = run(capsys, base, tmp_path, *sizes, "--reward-url", serve(short))
    steps = [event for event in events if event["event"] == "step"]
    rewards = [step["metrics"]["reward"] for step in steps]
    assert code == 0 and sum(rewards[-3:]) > 1.3 * sum(rewards[:3])
    assert {one["id"] for one in asked} == {row["id"] for row in PROBLEMS}
    card = json.loads((tmp_path / "out/card.json").read_text())
    assert card["rewards"] == rewards
    # The step that reaches the budget is the last; how many steps that takes is told as it becomes known.
    started = next(event for event in events if event["event"] == "started")
    assert started["total"] == 0 and steps[-1]["total"] == len(steps)
    assert all(step["step"] <= step["total"] < 2 * len(steps) for step in steps)
    assert sum(step["tokens"] for step in steps) == card["tokens"]
    assert card["tokens"] - steps[-1]["tokens"] < 40_000 <= card["tokens"]


@pytest.mark.parametrize(
    ("status", "reply", "said"),
    [(500, "the scorer failed", "500"), (200, {"rewards": [1]}, "expected 4 numbers"), (200, [], "expected 4 numbers"),
     (200, {"rewards": [1, None, 1, 1]}, "expected 4 numbers"), (200, {"rewards": [True] * 4}, "expected 4 numbers")],
)  # fmt: skip
def test_who_gives_no_rewards_ends_the_run(
    capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path, serve: Callable[[Answer], str],
    status: int, reply: Any, said: str,
) -> None:  # fmt: skip
    sizes = "--generations 2 --batch-size 4 --rows-per-step 2".split()
    code, events = run(capsys, base, tmp_path, *sizes, "--reward-url", serve(lambda _: (status, reply)))
    assert (code, events[-1]["event"], events[-1]["code"]) == (1, "error", "reward-failed")
    assert said in events[-1]["message"] and not (tmp_path / "out/card.json").exists()


def test_problems_need_names_then(capsys: pytest.CaptureFixture[str], base: Path, tmp_path: Path) -> None:
    data = write_rows(tmp_path / "rows.jsonl", [{"prompt": "2 + 2?", "answer": "4"}])
    given = ["grpo", "--data", str(data), "--base", str(base), "--out", str(tmp_path / "out"), *COMMON]
    assert main([*given, "--reward-url", "http://127.0.0.1:1/"]) == 1
    (event,) = events_of(capsys.readouterr().out)
    assert event["code"] == "invalid-row" and "`id`" in event["message"]
