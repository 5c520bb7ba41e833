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

    weight: Tensor
    scale: Tensor
    bias: Tensor | None

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        whole, scale = _rounded(linear.weight.detach().float())
        self.register_buffer("weight", whole)
        self.register_buffer("scale", scale.flatten())
        self.register_buffer("bias", None if linear.bias is None else linear.bias.detach().float())

    def forward(self, inputs: Tensor) -> Tensor:
        """inputs [..., in] -> [..., out]"""
        rows, scale = _rounded(inputs.flatten(0, -2).float())
        sums = torch._int_mm(rows, self.weight.t()).float()
        sums.mul_(scale).mul_(self.scale)
        if self.bias is not None:
            sums.add_(self.bias)
        return sums.to(inputs.dtype).unflatten(0, inputs.shape[:-1])


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
    """Each row as integers from -127 to 127, and their scales [n, 1]."""
    scale = rows.abs().amax(dim=-1, keepdim=True).clamp(min=TINY) / LARGEST
    return (rows / scale).round().to(torch.int8), scale
