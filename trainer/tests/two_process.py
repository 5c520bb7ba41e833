"""Run by torchrun: the gradients of one step, the micro-batches shared out. Written from the first process."""

from __future__ import annotations

import sys
from typing import Any
from unittest.mock import patch

import torch
from exact import double_precision, gradients
from tiny import episode_rows, make_model, make_tokenizer

from w4s_trainer.data.chat import Chat
from w4s_trainer.data.encode import encode_rows
from w4s_trainer.data.row import parse_row
from w4s_trainer.data.weights import mean_weight
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.train import fitting
from w4s_trainer.train.step import accumulate
from w4s_trainer.train.world import join_world, leave_world, sum_scalar

# At 10,000 tokens all rows are one micro-batch, and the second process has nothing to do.
MICRO_TOKENS = (100, 10_000)


def main(path: str) -> None:
    torch.set_num_threads(1)
    world = join_world("cpu")
    chat = Chat(make_tokenizer())
    raw = [*episode_rows("e0"), *episode_rows("e1")]
    rows = encode_rows([parse_row(row, "t") for row in raw], chat, max_length=512).rows
    wbar = mean_weight(rows)
    model = make_model(len(chat.tokenizer))
    weighted = [Weighted(row, row.row.weight / wbar) for row in rows]
    found: dict[Any, Any] = {}
    for micro_tokens in MICRO_TOKENS:
        with double_precision():
            done = accumulate(model, weighted, mode="tree", micro_tokens=micro_tokens, world=world)
        found[micro_tokens] = {"loss": done.loss, "gradients": gradients(model), "size": world.size}
    with patch.object(fitting, "free_bytes", lambda _: 2**60 if world.first else 0):
        found["fitting"] = sum_scalar(fitting.fitting_tokens(model, world, recomputed=False), world)
    if world.first:
        torch.save(found, path)
    leave_world(world)


if __name__ == "__main__":
    main(sys.argv[1])
