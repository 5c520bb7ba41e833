"""An adapter's weights as stored in its folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.adapter import adapter_mismatch, check_adapter
from w4s_trainer.model.int8 import Int8Linear

PREFIX = "base_model.model."
LINEAR = (torch.nn.Linear, Int8Linear)
BEYOND_PLAIN = ("use_dora", "rank_pattern", "alpha_pattern", "modules_to_save", "trainable_token_indices", "lora_bias")


@dataclass(frozen=True, eq=False)
class Adapter:
    """LoRA (Hu et al., arXiv 2106.09685): a layer's output grows by `scaling` B A x."""

    name: str
    folder: str
    scaling: float
    layers: dict[str, tuple[Tensor, Tensor]]
    """By the layer's name in the base: A [rank, in] and B [out, rank]."""

    @property
    def rank(self) -> int:
        return max(len(a) for a, _ in self.layers.values())


def read_adapter(model: Any, name: str, folder: str) -> Adapter:
    """In the base's number format.

    Raises TrainerError ``adapter-not-found``, ``adapter-mismatch`` or ``adapter-unsupported``.
    """
    from peft import PeftConfig
    from peft.utils.save_and_load import load_peft_weights

    check_adapter(model, folder)
    config = PeftConfig.from_pretrained(folder)
    _check_plain(config, folder)
    weights = load_peft_weights(folder, device="cpu")
    scaling = config.lora_alpha / (config.r**0.5 if config.use_rslora else config.r)
    layers = {key: _pair(model, key, weights, folder) for key in _layer_names(weights, folder)}
    return Adapter(name, folder, scaling, layers)


def _check_plain(config: Any, folder: str) -> None:
    kind = str(getattr(config.peft_type, "value", config.peft_type))
    beyond = [field for field in BEYOND_PLAIN if getattr(config, field, None)]
    if kind == "LORA" and getattr(config, "bias", "none") != "none":
        beyond.append("bias")
    if kind != "LORA" or beyond:
        raise _unsupported(folder, ", ".join(beyond) or kind)


def _layer_names(weights: dict[str, Tensor], folder: str) -> list[str]:
    other = [key for key in weights if not key.endswith((".lora_A.weight", ".lora_B.weight"))]
    if other:
        raise _unsupported(folder, other[0])
    ends = ".lora_A.weight"
    return [key.removeprefix(PREFIX).removesuffix(ends) for key in weights if key.endswith(ends)]


def _pair(model: Any, name: str, weights: dict[str, Tensor], folder: str) -> tuple[Tensor, Tensor]:
    a, b = (weights.get(f"{PREFIX}{name}.lora_{side}.weight") for side in "AB")
    try:
        layer = model.get_submodule(name)
    except AttributeError:
        raise adapter_mismatch(folder, f"it has no layer `{name}`") from None
    if not isinstance(layer, LINEAR):
        raise _unsupported(folder, f"the layer `{name}`")
    if a is None or b is None or (a.shape[1], b.shape[0]) != (layer.in_features, layer.out_features):
        raise adapter_mismatch(folder, "other layer shapes")
    if not (a.isfinite().all() and b.isfinite().all()):
        raise _unsupported(folder, f"weights that are not finite in `{name}`")
    dtype = model.get_input_embeddings().weight.dtype
    return a.to(dtype), b.to(dtype)


def _unsupported(folder: str, what: str) -> TrainerError:
    hint = "Merge it into its base with `merge` and serve that, or serve it with vLLM."
    message = f"Expected `{folder}` to be a plain LoRA adapter of linear layers, it has {what}"
    return TrainerError("adapter-unsupported", message, hint=hint)
