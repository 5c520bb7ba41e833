"""LoRA adapters: make one, load one onto the base it was trained for."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.fingerprint import fingerprint
from w4s_trainer.model.support import text_config


def add_lora(model: Any, *, rank: int, alpha: float) -> Any:
    """A peft model with LoRA (Hu et al., arXiv 2106.09685) on every linear layer for text but the output layer.

    No dropout: the loss then has the same value in every layout of the rows. Adapter weights are float32 whatever
    the base is.
    """
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=rank,
        lora_alpha=alpha,  # type: ignore[arg-type]
        lora_dropout=0.0,
        target_modules="all-linear",
        exclude_modules=_beside_text(model),
        bias="none",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def _beside_text(model: Any) -> str | None:
    """Pattern of the layers of a model that also sees or hears which no text runs through."""
    if text_config(model.config) is model.config:
        return None
    decoder = model.get_decoder()
    name = next(name for name, module in model.named_modules() if module is decoder)
    return rf"(?!{re.escape(name)}\.).+"


def load_adapter(model: Any, folder: str) -> Any:
    """The base with an adapter on it. Raises TrainerError ``adapter-not-found`` or ``adapter-mismatch``."""
    from peft import PeftModel

    check_adapter(model, folder)
    try:
        return PeftModel.from_pretrained(model, folder)
    except (RuntimeError, ValueError, KeyError) as error:
        raise adapter_mismatch(folder, "other layer shapes") from error


def check_adapter(model: Any, folder: str) -> None:
    """Raises TrainerError ``adapter-not-found``, or ``adapter-mismatch`` if its card names another base."""
    check_adapter_folder(folder)
    _check_base(model, Path(folder))


def check_adapter_folder(folder: str) -> None:
    """Raises TrainerError ``adapter-not-found``."""
    if not (Path(folder) / "adapter_config.json").is_file():
        hint = "Use the --out folder of a finished `train` with --lora."
        raise TrainerError(
            "adapter-not-found", f"Expected `{folder}` to hold adapter_config.json, it does not", hint=hint
        )


def _check_base(model: Any, folder: Path) -> None:
    card = folder / "card.json"
    if card.is_file():
        base = json.loads(card.read_text()).get("base", {})
        if base.get("fingerprint") not in (None, fingerprint(model)):
            raise adapter_mismatch(
                str(folder), f"the base `{base.get('name')}`, which has other weights than the one given"
            )


def adapter_mismatch(folder: str, reason: str) -> TrainerError:
    hint = "Set --base to the model that the adapter was trained on; its card.json says which."
    return TrainerError("adapter-mismatch", f"The adapter `{folder}` is for another base: {reason}", hint=hint)
