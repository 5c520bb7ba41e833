from __future__ import annotations

import pytest
import torch
from torch import nn

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.int8 import Int8Linear, Packed, Plain, _has_byte_products
from w4s_trainer.serve.options import ServeOptions


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_each_row_and_each_output_is_rounded_by_its_own_largest_value(bias: bool, dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    linear = nn.Linear(64, 48, bias=bias)
    with torch.no_grad():
        linear.weight[3] *= 1000
    inputs = torch.randn(2, 5, 64) * torch.tensor([1e-3, 1, 1, 1, 1e3])[:, None]
    wanted = linear(inputs)
    found = Int8Linear(linear)(inputs.to(dtype))
    assert found.dtype == dtype and found.shape == wanted.shape
    # Against the size of its own row and its own output: an outlier spoils neither other rows nor other outputs.
    sizes = inputs.norm(dim=-1, keepdim=True) * linear.weight.norm(dim=-1)
    precision = 0.01 if dtype == torch.bfloat16 else 0.003
    assert ((found.float() - wanted).abs() / (sizes + wanted.abs())).max() < precision


def test_a_row_of_zeros_is_no_division_by_zero() -> None:
    linear = nn.Linear(8, 4)
    assert torch.allclose(Int8Linear(linear)(torch.zeros(3, 8)), linear.bias.expand(3, 4))


def test_other_rows_change_nothing() -> None:
    layer = Int8Linear(nn.Linear(32, 16))
    rows = torch.randn(40, 32)
    assert torch.equal(layer(rows)[7], layer(rows[7:8])[0])


@pytest.mark.parametrize(("rows", "inputs", "outputs"), [(1, 96, 40), (5, 1536, 33), (40, 64, 152), (300, 8960, 16)])
def test_both_ways_to_multiply_are_exact(rows: int, inputs: int, outputs: int) -> None:
    torch.manual_seed(0)
    weight = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
    weight[0], weight[1] = 127, -127
    left = torch.randint(-127, 128, (rows, inputs)).float()
    left[0] = 127
    wanted = left.double() @ weight.double().t()
    assert torch.equal(Plain(weight)(left).double(), wanted)
    if _has_byte_products():
        off = (Packed(weight)(left).double() - wanted).abs()
        assert torch.all(off[:, 2:] == 0)
        # Outputs 0 and 1 are as large as any can be: where 128 times their weights is taken off in float32, rounded.
        assert torch.all(off[:, :2] <= 255 * 127 * inputs / 2**24)


def test_only_on_a_cpu() -> None:
    options = ServeOptions(base="", dtype="int8")
    assert options.held(torch.device("cpu")) in (torch.bfloat16, torch.float32)
    with pytest.raises(TrainerError, match="Expected a CPU"):
        options.held(torch.device("cuda"))
