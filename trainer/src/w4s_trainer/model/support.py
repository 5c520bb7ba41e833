"""The models for which the layouts are exact, as their configurations tell; `probe.py` finds out the rest.

Anything else is rejected, not approximated.
"""

from __future__ import annotations

from typing import Any

from w4s_trainer.errors import TrainerError

LOGIT_SCALINGS = ("final_logit_softcapping", "attn_logit_softcapping", "logit_scale", "logits_scaling")
LENGTH_DEPENDENT_ROPE = ("dynamic", "longrope")


def check_supported(config: Any, longest: int, *, done: str = "trained", instead: str = "") -> None:
    """Raises TrainerError ``unsupported-model``. `longest` is the longest row in tokens."""
    reason = _why_not(text_config(config), longest)
    if reason:
        raise unsupported(config, reason, done=done, instead=instead)


def unsupported(config: Any, reason: str, *, done: str = "trained", instead: str = "") -> TrainerError:
    hint = f"Llama, Qwen2, Qwen2.5, Qwen3 and Mistral models are known to fit.{instead}"
    message = f"The model `{config.model_type}` can't be {done} exactly: {reason}"
    return TrainerError("unsupported-model", message, hint=hint)


def context_length(config: Any) -> int:
    """Longest sequence the model was made for, in tokens."""
    return int(getattr(text_config(config), "max_position_embeddings", None) or 2**31)


def text_config(config: Any) -> Any:
    """The part about text: models that also see or hear nest it. Of others the whole."""
    return config.get_text_config(decoder=True)


def _why_not(config: Any, longest: int) -> str | None:
    if config.model_type == "gpt_oss":
        return "its attention has sinks"
    layers = set(getattr(config, "layer_types", None) or ["full_attention"])
    if layers - {"full_attention", "sliding_attention"}:
        return f"it has layers without ordinary attention ({', '.join(sorted(layers - {'full_attention'}))})"
    window = getattr(config, "sliding_window", None)
    slides = "sliding_attention" in layers if hasattr(config, "layer_types") else True
    if window and slides and longest > window:
        return f"its sliding window of {window} tokens is shorter than the longest row, {longest} tokens"
    scaled = [name for name in LOGIT_SCALINGS if getattr(config, name, None) not in (None, 1, 1.0)]
    if scaled:
        return f"it rescales logits in its own way ({scaled[0]})"
    rope = getattr(config, "rope_parameters", None) or getattr(config, "rope_scaling", None) or {}
    if rope.get("rope_type") in LENGTH_DEPENDENT_ROPE:
        return f"its rotary positions depend on the length of the batch ({rope['rope_type']})"
    return None
