"""A run of DPO, KTO or GRPO: prepare, train, save."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from w4s_trainer import __version__
from w4s_trainer.events import Emit
from w4s_trainer.model.base_facts import base_facts
from w4s_trainer.preference.options import PreferenceOptions
from w4s_trainer.preference.prepare import Prepared, prepare
from w4s_trainer.preference.report import Report
from w4s_trainer.preference.trainers import label_weights, make_trainer, require_trl, rows_per_step
from w4s_trainer.train.interrupt import Interrupt
from w4s_trainer.train.losses import LossFile
from w4s_trainer.train.save import CARD_VERSION
from w4s_trainer.train.world import World

PACKAGES = ("torch", "transformers", "peft", "trl")


def run_preference(options: PreferenceOptions, world: World, emit: Emit) -> dict[str, Any] | None:
    """Trains to the end and returns the card, or None if a signal stopped it; the adapter is saved in both cases."""
    require_trl()
    prepared = prepare(options, world, emit)
    out = Path(options.out).expanduser()
    out.mkdir(parents=True, exist_ok=True)
    losses = LossFile(out, keep=0)
    with Interrupt() as interrupt:
        start = _start(options, prepared, world)
        report = Report(emit, losses, start, lambda: interrupt.requested, options.max_tokens)
        trainer = make_trainer(options, prepared, world, report)
        trainer.train()
        stopped = interrupt.requested and trainer.state.global_step < trainer.state.max_steps
    # TRL may have put a second, frozen adapter beside the trained one.
    prepared.model.save_pretrained(out, save_embedding_layers=False, selected_adapters=["default"])
    prepared.tokenizer.save_pretrained(out)
    if stopped:
        return None
    _warn(options, prepared, losses, emit)
    card = _card(options, prepared, world, losses, report.seconds)
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False))
    return card


def _start(options: PreferenceOptions, prepared: Prepared, world: World) -> dict[str, Any]:
    return {
        "method": options.method,
        "base": options.base,
        "device": str(world.device),
        "processes": 1,
        "rows": len(prepared.rows),
        "dropped": len(prepared.dropped),
        "prompt_tokens": prepared.prompt_tokens,
        "answer_tokens": prepared.answer_tokens,
        "trained_parameters": sum(p.numel() for p in prepared.model.parameters() if p.requires_grad),
        "out": options.out,
    }


def _warn(options: PreferenceOptions, prepared: Prepared, losses: LossFile, emit: Emit) -> None:
    if options.method != "grpo":
        return
    flat = [step["metrics"].get("frac_reward_zero_std") == 1.0 for step in losses.steps]
    if all(flat):
        message = "In every step all completions of each problem earned the same reward: nothing could be learned"
        emit("warning", code="no-signal", message=message)
    left = len(prepared.rows) % rows_per_step(options, len(prepared.rows))
    if left:
        message = f"{left} problems of each epoch did not fill a step and were left out"
        emit("warning", code="rows-left-over", message=message)


def _counted(losses: LossFile) -> dict[str, Any]:
    """Tokens run in training, prompts and answers together, and with GRPO the mean reward of each step."""
    metrics = [step["metrics"] for step in losses.steps]
    rewards = [one["reward"] for one in metrics if "reward" in one]
    return {"tokens": round(metrics[-1].get("num_tokens", 0)), **({"rewards": rewards} if rewards else {})}


def _card(
    options: PreferenceOptions, prepared: Prepared, world: World, losses: LossFile, seconds: float
) -> dict[str, Any]:
    return {
        "version": CARD_VERSION,
        "trainer": __version__,
        "method": options.method,
        "base": base_facts(options.base, prepared.model, prepared.base_fingerprint),
        "data": {
            "path": prepared.file.path,
            "sha256": prepared.file.sha256,
            "rows": len(prepared.rows),
            "dropped": len(prepared.dropped),
            "prompt_tokens": prepared.prompt_tokens,
            "answer_tokens": prepared.answer_tokens,
        },
        "options": {**options.as_dict(), **(label_weights(prepared) if options.method == "kto" else {})},
        "steps": len(losses.steps),
        "losses": [step["loss"] for step in losses.steps],
        **_counted(losses),
        "metrics": losses.steps[-1]["metrics"],
        "seconds": round(seconds, 3),
        "device": str(world.device),
        "processes": 1,
        "dtype": "bfloat16" if prepared.autocast else "float32",
        "versions": {name: version(name) for name in PACKAGES},
    }
