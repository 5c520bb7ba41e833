"""Linear layers in integers, which a CPU multiplies two to four times as fast as bfloat16.

One scale for each output of a layer and one for each token (W8A8; Dettmers et al., arXiv 2208.07339, without their
second product for outliers).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

LARGEST = 127
TINY = 1e-12


class Int8Linear(nn.Module):
    """Takes the place of a frozen `linear` [in -> out] and answers in its number format."""

    scale: Tensor
    bias: Tensor | None

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        whole, scale = _rounded(linear.weight.detach().float())
        self.multiply = (Packed if _has_byte_products() else Plain)(whole.to(torch.int8))
        self.register_buffer("scale", scale.flatten())
        self.register_buffer("bias", None if linear.bias is None else linear.bias.detach().float())

    def forward(self, inputs: Tensor) -> Tensor:
        """inputs [..., in] -> [..., out]"""
        rows, scale = _rounded(inputs.flatten(0, -2).float())
        sums = self.multiply(rows).mul_(scale).mul_(self.scale)
        if self.bias is not None:
            sums.add_(self.bias)
        return sums.to(inputs.dtype).unflatten(0, inputs.shape[:-1])


class Plain(nn.Module):
    """Products of `weight` [out, in] with rows of integers from -127 to 127, in floating point [n, in] -> [n, out]."""

    weight: Tensor

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.register_buffer("weight", weight)

    def forward(self, rows: Tensor) -> Tensor:
        return torch._int_mm(rows.to(torch.int8), self.weight.t()).float()


class Packed(nn.Module):
    """The same, with the weight kept in the order in which oneDNN reads it instead of sorted anew for each product:
    up to twice as fast for the few rows of a decoding step. Its left side has no sign, so 128 is added to it; some CPUs
    take that off again in float32, which rounds sums that were beyond 2**24.
    """

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.ones = torch.ones(len(weight))
        self.zeros = torch.zeros(len(weight), dtype=torch.long)
        self.packed = torch.ops.onednn.qlinear_prepack(weight, None)

    def forward(self, rows: Tensor) -> Tensor:
        unsigned = (rows + 128).to(torch.uint8)
        right = (self.packed, self.ones, self.zeros, None)
        return torch.ops.onednn.qlinear_pointwise(
            unsigned, 1.0, 128, *right, 1.0, 0, torch.float32, "none", [], ""
        )


def _has_byte_products() -> bool:
    """Without these instructions, sums of two products are cut off at 16 bits."""
    return getattr(torch.cpu, "_is_vnni_supported", lambda: False)()


@torch.no_grad()
def round_linears(model: Any) -> Any:
    """The same model with every linear layer rounded, the output layer too; embeddings and norms stay."""
    for parent in list(model.modules()):
        for name, child in parent.named_children():
            if isinstance(child, nn.Linear):
                setattr(parent, name, Int8Linear(child))
    return model


def is_rounded(model: Any) -> bool:
    return isinstance(model.get_output_embeddings(), Int8Linear)


def _rounded(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Each row as integers from -127 to 127, in floating point, and their scales [n, 1]."""
    scale = rows.abs().amax(dim=-1, keepdim=True).clamp(min=TINY) / LARGEST
    return (rows / scale).round_(), scale
