"""Whether a model says the same in another way of running it: its configuration does not tell all that it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from w4s_trainer.data.encode import EncodedRow
from w4s_trainer.data.row import Row
from w4s_trainer.layout.arrange import Mode, arrange
from w4s_trainer.layout.collate import collate
from w4s_trainer.layout.segment import Weighted
from w4s_trainer.model.nll import base_of, hidden_states
from w4s_trainer.model.support import unsupported

PROMPT = [1, 2, 3, 4, 5, 6]
ANSWERS = ([7, 8, 9, 10, 11, 12], [13, 14, 15, 16, 17, 18])
"""Of one length, so that one batch runs each alone. Each token occurs once: a prediction is known by its target."""
TOLERANCE = 0.001
"""Of the difference of logits, as a part of their spread. Rounding in single precision stays far below it."""
HALF = (torch.bfloat16, torch.float16)


@torch.no_grad()
def check_layout(model: Any, mode: Mode) -> None:
    """Two short rows in a layout against each row alone. Raises TrainerError ``unsupported-model``."""
    device = model.get_input_embeddings().weight.device
    (group,) = arrange([Weighted(_row(answer), 1.0) for answer in ANSWERS], mode, 2**31)
    batch = collate(group, mode).to(device)
    with in_single_precision(model):
        try:
            hidden = hidden_states(model, batch)[batch.sources[batch.targets.argsort()]]
            found = model.get_output_embeddings()(hidden)
        except (TypeError, AttributeError, ValueError) as error:
            raise unsupported(model.config, f"its attention can't be replaced ({error})") from error
        alone = own_logits(model, torch.tensor([PROMPT + answer for answer in ANSWERS], device=device))
    if differ(found, alone[:, len(PROMPT) - 1 : -1].flatten(0, 1)):
        raise unsupported(model.config, f"rows in a layout (`{mode}`) get other logits than each row alone")


def own_logits(model: Any, ids: Tensor) -> Tensor:
    """[B, L] -> [B, L, vocabulary] with the attention that transformers defines for the model."""
    replaced = base_of(model).config._attn_implementation
    model.set_attn_implementation("eager")
    try:
        return model(input_ids=ids, use_cache=False).logits
    finally:
        model.set_attn_implementation(replaced)


def differ(found: Tensor, wanted: Tensor, tolerance: float = TOLERANCE) -> bool:
    """Whether logits differ by more than rounding."""
    spread = (wanted - wanted.mean(dim=-1, keepdim=True)).norm()
    return bool((found - wanted).norm() > tolerance * spread)


@contextmanager
def in_single_precision(model: Any) -> Iterator[None]:
    """Whatever the weights are held in: in half precision, rounding is as large as some mistakes.

    The weights of a block are float32 only while it runs, since all of them might not fit.
    """
    held: dict[nn.Module, dict[nn.Parameter, Tensor]] = {}
    precision = torch.get_float32_matmul_precision()  # some containers let a GPU round products to TF32

    def widen(block: nn.Module, _: Any) -> None:
        held[block] = {weight: weight.data for weight in block.parameters() if weight.dtype in HALF}
        for weight in held[block]:
            weight.data = weight.data.float()

    def narrow(block: nn.Module, *_: Any) -> None:
        for weight, kept in held.pop(block, {}).items():
            weight.data = kept

    blocks = [one for one in model.modules() if not any(isinstance(part, nn.ModuleList) for part in one.modules())]
    before = [block.register_forward_pre_hook(widen) for block in blocks]
    after = [block.register_forward_hook(narrow, always_call=True) for block in blocks]
    torch.set_float32_matmul_precision("highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(precision)
        for hook in (*before, *after):
            hook.remove()
        for block in list(held):
            narrow(block)


def _row(answer: list[int]) -> EncodedRow:
    return EncodedRow(Row(id="", episode="", messages=(), completion="", weight=1.0), PROMPT, answer)
