"""Reward-weighted regression on one state: the policy it converges to is proportional to the weights."""

from __future__ import annotations

import math
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import torch
from running import run
from tiny import WEIGHTS, make_row, write_rows

from w4s_trainer.data.chat import Chat
from w4s_trainer.data.row import parse_row
from w4s_trainer.model.load import load_tokenizer, load_weights

ACTIONS = ("ask once", "vote over five", "write code")
COPIES = 4


def log_probabilities(model_folder: Path, rows: list[dict[str, Any]]) -> dict[float, float]:
    """log pi(action | state) by reward."""
    chat = Chat(load_tokenizer(str(model_folder)))
    model = load_weights(str(model_folder), dtype=torch.float32, device=torch.device("cpu"))
    found = {}
    for raw in rows:
        row = parse_row(raw, "t")
        prompt, answer = chat.prompt(row.messages, row.id), chat.answer(row)
        with torch.no_grad():
            logs = torch.log_softmax(model(torch.tensor([prompt + answer])).logits[0], dim=-1)
        found[raw["reward"]] = float(sum(logs[len(prompt) + t - 1, token] for t, token in enumerate(answer)))
    return found


@pytest.mark.parametrize("rewards", list(permutations(WEIGHTS))[::3], ids=str)
def test_comes_to_prefer_what_was_rewarded(base: Path, tmp_path: Path, rewards: tuple[float, ...]) -> None:
    options: dict[str, Any] = {"epochs": 300, "lr": 3e-3, "lora": None, "rows_per_step": 12, "checkpoint_every": 0}
    learned = {}
    for method in ("rlao", "sft-all"):
        rows = [
            make_row(f"c{slot}", text, reward=reward, weight=WEIGHTS[reward] if method == "rlao" else 1.0)
            for slot, (text, reward) in enumerate(zip(ACTIONS, rewards, strict=True))
        ]
        data = write_rows(tmp_path / f"{method}.jsonl", rows * COPIES)
        run(data, base, tmp_path / method, **options)
        learned[method] = log_probabilities(tmp_path / method, rows)
    rlao, plain = learned["rlao"], learned["sft-all"]
    assert rlao[1.0] > rlao[0.5] > rlao[0.0]
    for better, worse in ((1.0, 0.5), (0.5, 0.0)):
        # Both steps are the same: exp(0.5 / tau).
        assert rlao[better] - rlao[worse] == pytest.approx(math.log(WEIGHTS[0.5]), abs=0.15)
        assert plain[better] - plain[worse] == pytest.approx(0, abs=0.15)
