"""Number and length of the slots, and the models that can have them."""

from __future__ import annotations

import os
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.allocator import keep_freed_memory
from w4s_trainer.model.int8 import round_linears
from w4s_trainer.model.load import load_weights
from w4s_trainer.model.support import check_supported, context_length
from w4s_trainer.serve.attention import Shapes, implementation
from w4s_trainer.serve.options import ServeOptions

CONTEXT = 8192
"""Tokens below which a slot is not cut for the sake of more slots."""
MOST_SLOTS = {"cuda": 256, "cpu": 64}
PREFILL_TOKENS = {"cuda": 16384, "cpu": 2048}
"""Tokens of prompts that run together: more are no faster."""
PART_OF_MEMORY = {"cuda": 0.8, "cpu": 0.5}
"""Of what is free beside the weights."""


def load_model(options: ServeOptions, device: torch.device) -> Any:
    """The base, with attention over slots."""
    dtype = options.held(device)
    model = load_weights(options.base, dtype=dtype, device=device, attention=implementation()).eval()
    model = round_linears(model) if options.rounds else model
    if device.type == "cpu":
        keep_freed_memory()  # from here on: not what the loading needed
    return model


def make_cache(model: Any, *, slots: int | None, context: int | None) -> Tensor:
    """Zeros [layers, 2, slots, kv_heads, context, D]. Raises TrainerError ``unsupported-model`` or ``out-of-memory``.

    Without `context` it is the model's own, halved while that makes room for more slots.
    """
    weight = model.get_input_embeddings().weight
    kind = weight.device.type
    layers, heads, size = _shape(model)
    of_place = layers * 2 * heads * size * weight.element_size()
    all_free = _free_bytes(weight.device)
    free = int(PART_OF_MEMORY[kind] * all_free)
    places = min(context or 2**31, context_length(model.config))
    while context is None and places > CONTEXT and free // (of_place * places) < (slots or MOST_SLOTS[kind]):
        places = max(CONTEXT, places // 2)
    check_supported(model.config, places, done="served here", instead=" Serve this one with vLLM.")
    count = slots or max(1, min(MOST_SLOTS[kind], free // (of_place * places)))
    if of_place * places * count > all_free:
        message = f"Expected {of_place * places * count / 1e9:.1f} GB to be free for {count} slots of {places} tokens"
        hint = "Lower --slots or --context."
        raise TrainerError("out-of-memory", f"{message}, got {all_free / 1e9:.1f} GB", hint=hint)
    return torch.zeros(layers, 2, count, heads, places, size, dtype=weight.dtype, device=weight.device)


@torch.inference_mode()
def _shape(model: Any) -> tuple[int, int, int]:
    """(layers, kv_heads, D), seen in a short run, which also shows whether the parts make up the whole model."""
    view = Shapes()
    ids = torch.arange(3, device=model.get_input_embeddings().weight.device)[None]
    given = {"input_ids": ids, "position_ids": ids, "use_cache": False, "slots": view}
    try:
        parts = model.get_output_embeddings()(model.get_decoder()(**given).last_hidden_state)
        whole = model(**given).logits
    except (TypeError, AttributeError) as error:
        raise _unsupported(model, f"its attention can't be replaced ({error})") from error
    shapes = set(view.seen.values())
    if len(shapes) != 1 or set(view.seen) != set(range(len(view.seen))):
        raise _unsupported(model, "its layers differ in their attention")
    if not torch.allclose(parts, whole, rtol=1e-3, atol=1e-3, equal_nan=True):
        raise _unsupported(model, "it does more to its logits than its output layer does")
    return (len(view.seen), *shapes.pop())


def _unsupported(model: Any, reason: str) -> TrainerError:
    message = f"The model `{model.config.model_type}` can't be served here: {reason}"
    return TrainerError("unsupported-model", message, hint="Serve it with vLLM.")


def _free_bytes(device: torch.device) -> int:
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    try:
        with open("/proc/meminfo") as facts:
            fields = dict(line.split(":", 1) for line in facts)
        return int(fields["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
