"""Options of a DPO, KTO or GRPO run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from w4s_trainer.train.options import Device

Method = Literal["dpo", "kto", "grpo"]
DType = Literal["auto", "bf16", "fp32"]
GRPO_ONLY = ("generations", "max_new_tokens", "max_tokens", "reward_url")
BETA: dict[Method, float] = {"dpo": 0.1, "kto": 0.1, "grpo": 0.0}


@dataclass(frozen=True)
class PreferenceOptions:
    """Always LoRA: the base without the adapter is the reference model, so none is held twice."""

    method: Method
    data: str
    base: str
    out: str
    lora: int = 16
    """Rank."""
    lora_alpha: float | None = None
    """Default: twice the rank."""
    beta: float = 0.1
    """Pull towards the base: of DPO's and KTO's loss, and the weight of GRPO's KL term (0 leaves it out)."""
    epochs: int = 1
    lr: float = 1e-5
    """Peak learning rate; a rise over 5% of the steps, then a cosine to 0."""
    rows_per_step: int = 16
    """Pairs (dpo), rows (kto) or problems (grpo) of one optimizer step."""
    batch_size: int = 4
    """Pairs, rows or completions run at once. KTO estimates its KL term within these, so there it also matters."""
    max_length: int | None = None
    """Longest row in tokens, with GRPO its completion included; default: the model's own context length."""
    drop_long: bool = False
    seed: int = 0
    device: Device = "auto"
    dtype: DType = "auto"
    gradient_checkpointing: bool = False
    generations: int = 8
    """Completions sampled for each problem (grpo)."""
    max_new_tokens: int = 512
    """Longest completion (grpo)."""
    max_tokens: int | None = None
    """Tokens to train on, prompts and completions together (grpo): the step that reaches them is the last, and the
    learning rate stays at its peak. Default: as many as `epochs` take."""
    reward_url: str | None = None
    """Who scores completions (grpo), see `reward_server.py`. Default: `reward.py`, by the answers in the rows."""

    @property
    def alpha(self) -> float:
        return self.lora_alpha if self.lora_alpha is not None else 2.0 * self.lora

    def as_dict(self) -> dict[str, Any]:
        left_out = () if self.method == "grpo" else GRPO_ONLY
        kept = {key: value for key, value in asdict(self).items() if key not in left_out}
        return {**kept, "lora_alpha": self.alpha}
