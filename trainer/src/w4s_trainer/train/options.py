"""Options of a training run."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from w4s_trainer.errors import TrainerError
from w4s_trainer.layout.arrange import Mode

Device = Literal["auto", "cpu", "cuda"]
DType = Literal["auto", "bf16", "fp32", "fp64"]
Schedule = Literal["cosine", "linear", "constant"]
Attention = Literal["branches", "dense"]
OptimizerName = Literal["adamw", "muon"]

DTYPES = {"bf16": "bfloat16", "fp32": "float32", "fp64": "float64"}
"""Names in torch, which this module does not import: usage errors and --help come at once."""
MOST_TOKENS = 16384
"""In a micro-batch, if its size is not given."""
ATTENTIONS: tuple[Attention, ...] = ("branches", "dense")
OPTIMIZERS: tuple[OptimizerName, ...] = ("adamw", "muon")


@dataclass(frozen=True)
class TrainOptions:
    """Defaults are for LoRA on a 7B model and a few hundred episodes."""

    data: str
    base: str
    out: str
    lora: int | None = 16
    """Rank; None trains all weights."""
    lora_alpha: float | None = None
    """Default: twice the rank."""
    epochs: int = 1
    lr: float = 1e-4
    """Peak learning rate. The paper's 1e-5 is for all weights."""
    optimizer: OptimizerName = "adamw"
    """`muon` is for the hidden matrices of a model whose weights are all trained."""
    weight_decay: float = 0.0
    """Of matrices, decoupled: each step takes off lr * weight_decay of them."""
    rows_per_step: int = 16
    micro_tokens: int | None = None
    """Most tokens run at once; affects memory, not the result. Default: as many as fit, `MOST_TOKENS` at most."""
    mode: Mode = "tree"
    max_length: int | None = None
    """Longest row, in tokens; default: the model's own context length."""
    drop_long: bool = False
    seed: int = 0
    device: Device = "auto"
    dtype: DType = "auto"
    warmup: float = 0.05
    """Share of all steps over which the learning rate rises."""
    schedule: Schedule = "cosine"
    checkpoint_every: int = 20
    """In steps; 0 leaves only the checkpoint of an interruption."""
    resume: bool = False
    grad_clip: float = 1.0
    """Largest norm of a step's gradient; 0 for no clipping."""
    gradient_checkpointing: bool = False
    attention: Attention = "branches"
    """`dense` builds the whole mask: slower, for comparison."""

    @property
    def alpha(self) -> float:
        return self.lora_alpha if self.lora_alpha is not None else 2.0 * (self.lora or 0)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "lora_alpha": self.alpha if self.lora else None}


def check_options(options: TrainOptions) -> None:
    """Raises TrainerError ``usage`` for options that exclude each other."""
    if options.optimizer == "muon" and options.lora is not None:
        message = "Expected `--optimizer muon` with `--full`, got a LoRA adapter to train"
        hint = "Add --full, or train the adapter with --optimizer adamw."
        raise TrainerError("usage", message, hint=hint, exit_code=2)


RESULT_NEUTRAL = frozenset(
    {
        "data",
        "base",
        "out",
        "resume",
        "checkpoint_every",
        "device",
        "dtype",
        "micro_tokens",
        "gradient_checkpointing",
        "attention",
    }
)
"""Options that a resumed run may change: data and base are compared by content instead."""


def identity(options: TrainOptions, *, data_sha256: str, base_fingerprint: str) -> dict[str, Any]:
    """What must be equal to continue a checkpoint."""
    kept = {key: value for key, value in options.as_dict().items() if key not in RESULT_NEUTRAL}
    return {**kept, "data_sha256": data_sha256, "base_fingerprint": base_fingerprint}
