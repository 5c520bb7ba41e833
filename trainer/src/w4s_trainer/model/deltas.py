"""What an adapter adds to the weights of its base, read without loading the base."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from w4s_trainer.model.adapter import adapter_mismatch, check_adapter_folder

PREFIX = "base_model.model."
BEYOND_LORA = ("use_dora", "use_rslora", "rank_pattern", "alpha_pattern", "modules_to_save")


@dataclass(frozen=True)
class Delta:
    """scale * b @ a"""

    a: Tensor
    b: Tensor
    scale: float

    def make(self) -> Tensor:
        """float32 [out, in]"""
        return (self.b.float() @ self.a.float()).mul_(self.scale)


def read_deltas(folder: str, *, base_sha256: str) -> dict[str, Delta]:
    """By the weight's name in the base. Raises TrainerError ``adapter-not-found`` or ``adapter-mismatch``.

    `base_sha256` is of the GGUF file, which the adapter's card names where it was trained on one.
    """
    from safetensors.torch import load_file

    check_adapter_folder(folder)
    _check_card(Path(folder), base_sha256)
    config = json.loads((Path(folder) / "adapter_config.json").read_text())
    beyond = [name for name in BEYOND_LORA if config.get(name)]
    if config.get("peft_type") != "LORA" or beyond:
        raise adapter_mismatch(folder, f"plain LoRA is known here, not {', '.join(beyond) or config.get('peft_type')}")
    weights = load_file(Path(folder) / "adapter_model.safetensors")
    scale = config["lora_alpha"] / config["r"]
    return {
        f"{name.removeprefix(PREFIX).removesuffix('.lora_A.weight')}.weight": Delta(weight, _other(weights, name), scale)
        for name, weight in weights.items()
        if name.endswith(".lora_A.weight")
    }


def _other(weights: dict[str, Tensor], name: str) -> Tensor:
    return weights[name.replace(".lora_A.", ".lora_B.")]


def _check_card(folder: Path, base_sha256: str) -> None:
    card = folder / "card.json"
    base: dict[str, Any] = json.loads(card.read_text()).get("base", {}) if card.is_file() else {}
    if base.get("sha256", base_sha256) not in (None, base_sha256):
        raise adapter_mismatch(str(folder), f"the base `{base.get('name')}`, which has other content than the one given")
    if base and base.get("sha256") is None:
        raise adapter_mismatch(str(folder), f"the base `{base.get('name')}`, which is no GGUF file")
