"""Turns gradients into updates: AdamW, or also Muon for the hidden matrices."""

from __future__ import annotations

from typing import Any

import torch

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.nll import base_of
from w4s_trainer.train.options import TrainOptions


class Together:
    """Several optimizers that are stepped, stored and restored as one."""

    def __init__(self, *parts: torch.optim.Optimizer) -> None:
        self.parts = parts

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        return [group for part in self.parts for group in part.param_groups]

    def step(self) -> None:
        for part in self.parts:
            part.step()

    def zero_grad(self, set_to_none: bool = True) -> None:
        for part in self.parts:
            part.zero_grad(set_to_none=set_to_none)

    def state_dict(self) -> dict[str, Any]:
        return {"parts": [part.state_dict() for part in self.parts]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        for part, one in zip(self.parts, state["parts"], strict=True):
            part.load_state_dict(one)


Optimizer = torch.optim.Optimizer | Together


def make_optimizer(model: Any, options: TrainOptions) -> Optimizer:
    """Over the trained parameters; weight decay is for matrices, never for norms and biases.

    `muon` gives attention and MLP matrices to Muon (Jordan et al. 2024) and the rest, embeddings and a head included,
    to AdamW. Muon's updates are scaled to the size of AdamW's (Liu et al., arXiv 2502.16982), so that one rate suits
    both. Raises TrainerError ``missing-package``.
    """
    trained = [p for p in model.parameters() if p.requires_grad]
    if options.optimizer == "adamw":
        return _adamw(trained, options)
    ends = {id(part.weight) for part in _ends(base_of(model))}
    hidden = [p for p in trained if p.ndim == 2 and id(p) not in ends]
    chosen = {id(p) for p in hidden}
    return Together(_muon(hidden, options), _adamw([p for p in trained if id(p) not in chosen], options))


def _ends(base: Any) -> list[Any]:
    ends = (base.get_input_embeddings(), base.get_output_embeddings())
    return [end for end in ends if end is not None]


def _adamw(parameters: list[torch.nn.Parameter], options: TrainOptions) -> torch.optim.Optimizer:
    groups = [
        {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": options.weight_decay},
        {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW([group for group in groups if group["params"]], lr=options.lr)


def _muon(matrices: list[torch.nn.Parameter], options: TrainOptions) -> torch.optim.Optimizer:
    if not hasattr(torch.optim, "Muon"):
        message = f"`--optimizer muon` needs torch 2.9 or later, this is {torch.__version__}"
        raise TrainerError("missing-package", message, hint="Upgrade torch, or train with --optimizer adamw.")
    return torch.optim.Muon(
        matrices, lr=options.lr, weight_decay=options.weight_decay, nesterov=True, adjust_lr_fn="match_rms_adamw"
    )
