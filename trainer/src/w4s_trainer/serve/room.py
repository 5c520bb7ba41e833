"""Number and length of the slots, and the models that can have them."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.allocator import keep_freed_memory
from w4s_trainer.model.int8 import is_rounded, round_linears
from w4s_trainer.model.load import load_weights
from w4s_trainer.model.memory import free_bytes
from w4s_trainer.model.probe import TOLERANCE, differ, in_single_precision, own_logits
from w4s_trainer.model.support import check_supported, context_length
from w4s_trainer.serve.attention import Decode, Prefill, Shapes, View, implementation
from w4s_trainer.serve.options import ServeOptions

CONTEXT = 8192
"""Tokens below which a slot is not cut for the sake of more slots."""
MOST_SLOTS = {"cuda": 256, "cpu": 64}
PREFILL_TOKENS = {"cuda": 16384, "cpu": 2048}
"""Tokens of prompts that run together: more are no faster."""
PART_OF_MEMORY = {"cuda": 0.8, "cpu": 0.5}
"""Of what is free beside the weights."""
PROBE = 3
"""Tokens of the run that shows whether a model can be served."""
ROUNDED_TOLERANCE = 0.2
"""With `int8`: a difference of a millionth can move a value to its neighbour, a 127th of the largest."""


def load_model(options: ServeOptions, device: torch.device) -> Any:
    """The base, with attention over slots."""
    dtype = options.held(device)
    model = load_weights(options.base, dtype=dtype, device=device, attention=implementation()).eval()
    return round_linears(model) if options.rounds else model


def make_cache(model: Any, *, slots: int | None, context: int | None) -> Tensor:
    """Zeros [layers, 2, slots, kv_heads, context, D]. Raises TrainerError ``unsupported-model`` or ``out-of-memory``.

    Without `context` it is the model's own, halved while that makes room for more slots.
    """
    weight = model.get_input_embeddings().weight
    kind = weight.device.type
    layers, heads, size = _shape(model)
    if kind == "cpu":
        keep_freed_memory()  # from here on: not what loading and trying needed
    of_place = layers * 2 * heads * size * weight.element_size()
    all_free = free_bytes(weight.device)
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


@torch.no_grad()
def _shape(model: Any) -> tuple[int, int, int]:
    """(layers, kv_heads, D), seen in a short run, which also shows whether slots hold all that the model knows."""
    view = Shapes()
    ids = torch.arange(PROBE, device=model.get_input_embeddings().weight.device)
    try:
        _run(model, ids, ids, view)
    except (TypeError, AttributeError) as error:
        raise _unsupported(model, f"its attention can't be replaced ({error})") from error
    shapes = set(view.seen.values())
    if len(shapes) != 1 or set(view.seen) != set(range(len(view.seen))):
        raise _unsupported(model, "its layers differ in their attention")
    shape = (len(view.seen), *shapes.pop())
    with in_single_precision(model):
        found, wanted = _by_steps(model, ids, shape), own_logits(model, ids[None])[0]
    if differ(found, wanted, ROUNDED_TOLERANCE if is_rounded(model) else TOLERANCE):
        raise _unsupported(model, "it does more than its attention and its output layer, or keeps more between tokens")
    return shape


def _by_steps(model: Any, ids: Tensor, shape: tuple[int, int, int]) -> Tensor:
    """Logits [L, vocabulary] of a prompt and of its last token alone, which sees the others in a slot."""
    layers, heads, size = shape
    dtype = torch.promote_types(model.get_input_embeddings().weight.dtype, torch.float32)
    cache = torch.zeros(layers, 2, 1, heads, len(ids), size, dtype=dtype, device=ids.device)
    first, last = ids[:1] * 0, ids[-1:]
    prompt = _run(model, ids[:-1], ids[:-1], Prefill(cache, first, 0))
    return torch.cat([prompt, _run(model, last, last, Decode.of(cache, last, len(ids)))])


def _run(model: Any, ids: Tensor, positions: Tensor, view: View) -> Tensor:
    given = {"input_ids": ids[None], "position_ids": positions[None], "use_cache": False, "slots": view}
    return model.get_output_embeddings()(model.get_decoder()(**given).last_hidden_state)[0]


def _unsupported(model: Any, reason: str) -> TrainerError:
    message = f"The model `{model.config.model_type}` can't be served here: {reason}"
    return TrainerError("unsupported-model", message, hint="Serve it with vLLM.")
