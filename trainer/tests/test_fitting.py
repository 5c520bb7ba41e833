"""How many tokens run at once, and what becomes of memory that was freed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from running import SOURCE, Recorder, run
from test_train import BASE_OPTIONS, StopAfter
from tiny import episode_rows, make_model, write_rows

from w4s_trainer.model.adapter import add_lora
from w4s_trainer.train import fitting
from w4s_trainer.train.options import MOST_TOKENS
from w4s_trainer.train.world import World, join_world

ALONE = join_world("cpu")


def test_tokens_are_halved_until_they_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    model = make_model(300)
    of_token = fitting.bytes_of_token(model)

    def tokens(free: float, *, world: World = ALONE, recomputed: bool = False) -> int:
        monkeypatch.setattr(fitting, "free_bytes", lambda _: int(free))
        return fitting.fitting_tokens(model, world, recomputed=recomputed)

    assert tokens(100 * MOST_TOKENS * of_token) == MOST_TOKENS
    assert tokens(5000 * of_token / fitting.PART_OF_MEMORY) == 4096
    assert tokens(0) == fitting.LEAST
    assert tokens(0, recomputed=True) == tokens(0, world=World(0, 1, torch.device("cuda"))) == MOST_TOKENS


@pytest.mark.parametrize(("dtype", "lora"), [("float32", False), ("float32", True), ("bfloat16", True)])
def test_what_is_kept_of_a_token_is_what_is_reckoned(dtype: str, lora: bool) -> None:
    """Counts what the layers save for the backward pass of 64 tokens."""
    sizes = {"hidden_size": 256, "intermediate_size": 1024, "num_hidden_layers": 4}
    model: Any = make_model(300, dtype=getattr(torch, dtype), **sizes)
    model = add_lora(model, rank=4, alpha=8) if lora else model
    weights = {p.untyped_storage().data_ptr() for p in model.parameters()}
    kept: dict[int, int] = {}

    def save(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in weights:
            kept[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(save, lambda tensor: tensor):
        decoder = fitting.base_of(model).get_decoder()
        held = decoder(input_ids=torch.arange(64)[None], use_cache=False)  # the graph lives as long
    assert held is not None and 0.7 < sum(kept.values()) / 64 / fitting.bytes_of_token(model) < 1.15


def test_a_resumed_run_keeps_its_number(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Free memory differs from day to day, and another number rounds otherwise."""
    data = write_rows(tmp_path / "rows.jsonl", [row for number in range(6) for row in episode_rows(f"e{number}")])
    monkeypatch.setattr(fitting, "free_bytes", lambda _: 0)
    run(data, base, tmp_path / "out", StopAfter(1), **BASE_OPTIONS)
    monkeypatch.undo()
    emit = Recorder()
    run(data, base, tmp_path / "out", emit, **BASE_OPTIONS, resume=True)
    assert emit.of("started")[0]["micro_tokens"] == fitting.LEAST


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own")
@pytest.mark.parametrize(("least", "left"), [(0.0, True), (1.1, False)])
def test_freed_memory_goes_back_when_little_is_free(least: float, left: bool) -> None:
    program = f"""
import gc, os, torch
from w4s_trainer.model.allocator import keep_freed_memory, return_freed_memory
rss = lambda: int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
keep_freed_memory()
before = rss()
held = [torch.ones(2**20) for _ in range(64)]  # 4 MiB each
last = torch.ones(2**10)  # above them: the heap cannot shrink from its end
del held
gc.collect()
return_freed_memory({least})
print((rss() - before) / 2**28)
"""
    environment = {"PYTHONPATH": str(SOURCE), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert (float(done.stdout) > 0.5) == left
