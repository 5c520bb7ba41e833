"""The identities of the method page, in double precision, against one row at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch
from exact import double_precision, gradients, largest_difference, naive_loss
from tiny import episode_rows, make_model, make_row
from torch.nn import functional

from w4s_trainer.data.chat import Chat
from w4s_trainer.data.encode import EncodedRow, encode_rows
from w4s_trainer.data.row import parse_row
from w4s_trainer.data.weights import mean_weight
from w4s_trainer.layout.arrange import MODES, Mode, arrange
from w4s_trainer.layout.collate import collate
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.model.adapter import add_lora
from w4s_trainer.model.nll import weighted_nll
from w4s_trainer.train.options import ATTENTIONS
from w4s_trainer.train.prepare import recompute_activations
from w4s_trainer.train.step import accumulate
from w4s_trainer.train.world import World

ALONE = World(rank=0, size=1, device=torch.device("cpu"))
TIGHT = 1e-9
Raw = dict[str, Any]


@pytest.fixture(autouse=True)
def _exactly() -> Iterator[None]:
    with double_precision():
        yield


@pytest.fixture(scope="module", params=ATTENTIONS)
def model(chat: Chat, request: pytest.FixtureRequest) -> Any:
    return make_model(len(chat.tokenizer), attention=request.param)


@pytest.fixture(scope="module")
def rows() -> list[Raw]:
    return [*episode_rows("e0"), *episode_rows("e1")]


def encode(rows: Sequence[Raw], chat: Chat) -> list[EncodedRow]:
    return encode_rows([parse_row(row, "test") for row in rows], chat, max_length=512).rows


def run(model: Any, rows: Sequence[EncodedRow], mode: Mode = "tree", micro_tokens: int = 10_000) -> tuple[float, dict]:
    wbar = mean_weight(rows)
    weighted = [Weighted(row, row.row.weight / wbar) for row in rows]
    done = accumulate(model, weighted, mode=mode, micro_tokens=micro_tokens, world=ALONE)
    return done.loss, gradients(model)


def backward(model: Any, loss: torch.Tensor) -> tuple[float, dict]:
    loss.backward()
    return float(loss.detach()), gradients(model)


def assert_same(a: tuple[float, dict], b: tuple[float, dict]) -> None:
    assert a[0] == pytest.approx(b[0], rel=TIGHT)
    assert largest_difference(a[1], b[1]) < TIGHT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("micro_tokens", [10_000, 331, 1], ids=["whole", "uneven", "single"])
def test_layout_equals_naive_loop(model: Any, rows: list[Raw], chat: Chat, mode: Mode, micro_tokens: int) -> None:
    encoded = encode(rows, chat)
    wanted = backward(model, naive_loss(model, encoded))
    assert_same(run(model, encoded, mode, micro_tokens), wanted)


@pytest.mark.parametrize("tied", [True, False])
def test_lora_gradients_equal_naive_loop(rows: list[Raw], chat: Chat, tied: bool) -> None:
    model = add_lora(make_model(len(chat.tokenizer), tied=tied), rank=4, alpha=8)
    with torch.no_grad():  # B starts at zero, which would make all gradients of A zero
        for name, parameter in model.named_parameters():
            if "lora_B" in name:
                parameter.normal_(std=0.1)
    encoded = encode(rows, chat)
    wanted = backward(model, naive_loss(model, encoded))
    assert len(wanted[1]) == 2 * 7 * 2  # A and B of seven linear layers in two blocks, nothing else
    assert_same(run(model, encoded, "tree", 331), wanted)


@pytest.mark.parametrize("chunk", [1, 7, 10_000])
def test_logit_chunks_change_nothing(model: Any, rows: list[Raw], chat: Chat, chunk: int) -> None:
    groups = arrange([Weighted(row, 1.5) for row in encode(rows, chat)], "tree", 10_000)
    parts = backward(model, weighted_nll(model, collate(groups[0], "tree"), chunk=chunk))
    assert_same(parts, backward(model, weighted_nll(model, collate(groups[0], "tree"))))


def test_gradient_checkpointing_changes_nothing(rows: list[Raw], chat: Chat) -> None:
    model = make_model(len(chat.tokenizer)).train()
    encoded = encode(rows, chat)
    plain = run(model, encoded)
    recompute_activations(model)
    assert_same(run(model, encoded), plain)


@pytest.mark.parametrize("mode", MODES)
def test_integer_weight_equals_copies(model: Any, rows: list[Raw], chat: Chat, mode: Mode) -> None:
    heavy = [{**row, "weight": 1 + index % 3} for index, row in enumerate(rows)]
    copies = [{**row, "weight": 1} for row in heavy for _ in range(row["weight"])]
    assert_same(run(model, encode(heavy, chat), mode), run(model, encode(copies, chat), mode))


@pytest.mark.parametrize("mode", MODES)
def test_zero_weight_rows_change_nothing(model: Any, rows: list[Raw], chat: Chat, mode: Mode) -> None:
    more = [*rows, make_row("zero", "Write a vote over five answers.", weight=0.0), {**rows[0], "weight": 0.0}]
    assert_same(run(model, encode(more, chat), mode), run(model, encode(rows, chat), mode))


@pytest.mark.parametrize("change", [lambda w: 37.5 * w, lambda w: w / 1e6], ids=["up", "down"])
def test_scale_of_weights_changes_nothing(model: Any, rows: list[Raw], chat: Chat, change: Any) -> None:
    scaled = [{**row, "weight": change(row["weight"])} for row in rows]
    assert_same(run(model, encode(scaled, chat)), run(model, encode(rows, chat)))


def test_constant_added_to_rewards_changes_nothing(model: Any, rows: list[Raw], chat: Chat) -> None:
    shifted = [{**row, "weight": math.exp((row["reward"] + 2.5) / 0.4)} for row in rows]
    assert_same(run(model, encode(shifted, chat)), run(model, encode(rows, chat)))


def test_equal_weights_are_plain_fine_tuning(model: Any, rows: list[Raw], chat: Chat) -> None:
    encoded = encode([{**row, "weight": 1.0} for row in rows], chat)
    total = torch.zeros((), dtype=torch.float64)
    for row in encoded:  # the usual loss: labels moved by one, -100 at the prompt
        labels = torch.tensor([-100] * len(row.prompt) + row.answer)
        logits = model(input_ids=torch.tensor([row.tokens])).logits[0]
        total = total + functional.cross_entropy(logits[:-1], labels[1:], ignore_index=-100, reduction="sum")
    wanted = backward(model, total / sum(len(row.answer) for row in encoded))
    assert_same(run(model, encoded), wanted)


def test_weights_do_matter(model: Any, rows: list[Raw], chat: Chat) -> None:
    plain = run(model, encode([{**row, "weight": 1.0} for row in rows], chat))
    assert largest_difference(run(model, encode(rows, chat))[1], plain[1]) > 1e-2


def test_gradient_at_the_logits(model: Any, rows: list[Raw], chat: Chat) -> None:
    """dL/dlogit_itk = (w_i / wbar / N_B) (softmax_k - 1[k = y_it])."""
    from w4s_trainer.model.nll import _chunk_nll

    torch.manual_seed(0)
    logits = torch.randn(3, 11, dtype=torch.float64, requires_grad=True)
    targets, coefficients = torch.tensor([4, 0, 7]), torch.tensor([0.3, 2.0, 1.1], dtype=torch.float64)
    (_chunk_nll(torch.nn.Identity(), logits, targets, coefficients) / 5).backward()
    wanted = torch.softmax(logits.detach(), -1)
    wanted[torch.arange(3), targets] -= 1
    assert torch.allclose(logits.grad, coefficients[:, None] / 5 * wanted, atol=1e-15)
