"""The only place that imports TRL: its trainers, configured from the options."""

from __future__ import annotations

import math
from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.preference.options import PreferenceOptions
from w4s_trainer.preference.prepare import Prepared, without_telemetry
from w4s_trainer.preference.reward import reward_completions
from w4s_trainer.preference.reward_server import rewards_from
from w4s_trainer.train.world import World

WARMUP = 0.05


def require_trl() -> None:
    """Raises TrainerError ``extra-missing``."""
    without_telemetry()
    try:
        import datasets  # noqa: F401
        import trl  # noqa: F401
    except ImportError as error:
        hint = "Install the extra: pip install 'w4s-trainer[trl]'."
        raise TrainerError("extra-missing", f"This command needs TRL: {error}", hint=hint) from error


def make_trainer(options: PreferenceOptions, prepared: Prepared, world: World, callback: Any) -> Any:
    """A Hugging Face trainer that reports only to `callback`: no files, no bars, no stdout, no telemetry."""
    import datasets
    from transformers.trainer_callback import PrinterCallback

    datasets.disable_progress_bars()
    data = datasets.Dataset.from_list([row.fields for row in prepared.rows])
    given = {"train_dataset": data, "processing_class": prepared.tokenizer, "callbacks": [callback]}
    common = _common(options, prepared, world)
    trainer = {"dpo": _dpo, "kto": _kto, "grpo": _grpo}[options.method](options, prepared, common, given)
    trainer.remove_callback(PrinterCallback)
    return trainer


def _dpo(options: PreferenceOptions, prepared: Prepared, common: dict[str, Any], given: dict[str, Any]) -> Any:
    """Rafailov et al., arXiv 2305.18290, the sigmoid loss."""
    from trl import DPOConfig, DPOTrainer

    return DPOTrainer(prepared.model, args=DPOConfig(**common, max_length=None), **given)


def _kto(options: PreferenceOptions, prepared: Prepared, common: dict[str, Any], given: dict[str, Any]) -> Any:
    """Ethayarajh et al., arXiv 2402.01306; both labels have equal total weight, neither weight below 1 (its eq. 8)."""
    from trl import KTOConfig, KTOTrainer

    return KTOTrainer(prepared.model, args=KTOConfig(**common, max_length=None, **label_weights(prepared)), **given)


def _grpo(options: PreferenceOptions, prepared: Prepared, common: dict[str, Any], given: dict[str, Any]) -> Any:
    """Shao et al., arXiv 2402.03300: advantages are rewards normalised within the completions of a problem, the ratio
    to the policy that sampled is clipped, `beta` weighs the KL term to the base. What TRL's defaults change in the
    loss is in TRL's documentation.
    """
    from trl import GRPOConfig, GRPOTrainer

    config = GRPOConfig(**common, num_generations=options.generations, max_completion_length=options.max_new_tokens)
    reward = rewards_from(options.reward_url) if options.reward_url else reward_completions
    return GRPOTrainer(prepared.model, reward_funcs=reward, args=config, **given)


def label_weights(prepared: Prepared) -> dict[str, Any]:
    good = sum(row.fields["label"] for row in prepared.rows)
    bad = len(prepared.rows) - good
    return {"desirable_weight": max(1.0, bad / good), "undesirable_weight": max(1.0, good / bad)}


def rows_per_step(options: PreferenceOptions, rows: int) -> int:
    """GRPO's sampler would skip a step that it can't fill, so with few problems one step takes all of them."""
    return min(options.rows_per_step, rows) if options.method == "grpo" else options.rows_per_step


def _common(options: PreferenceOptions, prepared: Prepared, world: World) -> dict[str, Any]:
    rows, step = len(prepared.rows), rows_per_step(options, len(prepared.rows))
    at_once = options.batch_size
    in_step = step * (options.generations if options.method == "grpo" else 1)
    if in_step % at_once:  # only after `rows_per_step` lowered it
        at_once = options.generations
    steps = max(1, rows // step if options.method == "grpo" else -(-rows // step)) * options.epochs
    # With a budget of tokens nobody knows the last step beforehand: as many as could fit, at one rate.
    by_tokens = options.max_tokens is not None
    most_steps = math.ceil(options.max_tokens / in_step) if options.max_tokens is not None else -1
    return {
        "output_dir": options.out,
        "beta": options.beta,
        "num_train_epochs": options.epochs,
        "max_steps": most_steps,
        "learning_rate": options.lr,
        "lr_scheduler_type": "constant" if by_tokens else "cosine",
        "warmup_steps": 0 if by_tokens else round(WARMUP * steps),
        "weight_decay": 0.0,
        "per_device_train_batch_size": at_once,
        "gradient_accumulation_steps": in_step // at_once,
        "seed": options.seed,
        "use_cpu": world.device.type == "cpu",
        "bf16": prepared.autocast,
        "gradient_checkpointing": options.gradient_checkpointing,
        "gradient_checkpointing_kwargs": {"use_reentrant": False} if options.gradient_checkpointing else None,
        "dataloader_pin_memory": world.device.type == "cuda",
        "logging_steps": 1,
        # Otherwise a step that is not a number is shown as the mean of those before it.
        "logging_nan_inf_filter": False,
        "save_strategy": "no",
        "report_to": "none",
        "disable_tqdm": True,
    }
