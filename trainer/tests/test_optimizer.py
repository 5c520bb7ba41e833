from __future__ import annotations

from pathlib import Path

import pytest
import torch
from running import Recorder, run
from safetensors.torch import load_file
from test_train import StopAfter
from tiny import episode_rows, make_model, write_rows

from w4s_trainer.errors import TrainerError
from w4s_trainer.train.optimizer import Together, make_optimizer
from w4s_trainer.train.options import TrainOptions

OPTIONS = {"epochs": 2, "lr": 1e-2, "rows_per_step": 12, "lora": None, "optimizer": "muon", "weight_decay": 0.1}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [row for number in range(6) for row in episode_rows(f"e{number}")]
    return write_rows(tmp_path_factory.mktemp("data") / "rows.jsonl", rows)


@pytest.mark.parametrize("tied", [True, False])
def test_muon_takes_the_hidden_matrices_only(tied: bool) -> None:
    model = make_model(300, tied=tied)
    optimizer = make_optimizer(model, TrainOptions("", "", "", lora=None, optimizer="muon", weight_decay=0.1))
    assert isinstance(optimizer, Together)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    muon, matrices, vectors = ([names[id(p)] for p in group["params"]] for group in optimizer.param_groups)
    assert len(muon) == 2 * 7 and all("proj.weight" in name for name in muon)
    assert matrices == ["model.embed_tokens.weight", *([] if tied else ["lm_head.weight"])]
    assert sorted([*muon, *matrices, *vectors]) == sorted(names.values())
    assert [group["weight_decay"] for group in optimizer.param_groups] == [0.1, 0.1, 0.0]


def test_muon_resumed_equals_uninterrupted_bit_for_bit(data: Path, base: Path, tmp_path: Path) -> None:
    whole = run(data, base, tmp_path / "whole", **OPTIONS)
    assert run(data, base, tmp_path / "parts", StopAfter(3), **OPTIONS) is None
    again = Recorder()
    card = run(data, base, tmp_path / "parts", again, **OPTIONS, resume=True)
    assert whole and card and again.of("started")[0]["step"] == 3
    assert card["losses"] == whole["losses"] and card["losses"][-1] < card["losses"][0]
    one, other = (load_file(tmp_path / part / "model.safetensors") for part in ("whole", "parts"))
    assert one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("change", [{"optimizer": "adamw"}, {"weight_decay": 0.0}], ids=["optimizer", "weight_decay"])
def test_another_optimizer_is_another_run(data: Path, base: Path, tmp_path: Path, change: dict) -> None:
    run(data, base, tmp_path / "out", StopAfter(1), **OPTIONS)
    with pytest.raises(TrainerError, match=next(iter(change))) as caught:
        run(data, base, tmp_path / "out", **{**OPTIONS, **change}, resume=True)
    assert caught.value.code == "resume-mismatch"


def test_muon_with_an_adapter(data: Path, base: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="--full") as caught:
        run(data, base, tmp_path / "out", **{**OPTIONS, "lora": 4})
    assert (caught.value.code, caught.value.exit_code) == ("usage", 2)
