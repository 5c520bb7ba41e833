from __future__ import annotations

import os
from pathlib import Path

import pytest
import torch
from tiny import make_tokenizer, save_base

from w4s_trainer.data.chat import Chat

os.environ.setdefault("OMP_NUM_THREADS", "1")
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def chat() -> Chat:
    return Chat(make_tokenizer())


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved tiny base, float32."""
    return save_base(tmp_path_factory.mktemp("models") / "base")
