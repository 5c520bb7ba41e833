"""How many tokens of a step may run at once."""

from __future__ import annotations

from typing import Any

from w4s_trainer.model.memory import free_bytes
from w4s_trainer.model.nll import base_of
from w4s_trainer.train.options import MOST_TOKENS
from w4s_trainer.train.world import World, sum_scalar

LEAST = 1024
PART_OF_MEMORY = 0.7
"""Of what is free beside the weights: the rest is for gradients, logits, and what lies between."""
HIDDEN_RESULTS, INNER_RESULTS = 8, 4
"""Results of a layer that the backward pass needs, in vectors of the model's width and of its MLP's, of four bytes a
number: adapters beside bfloat16 weights are computed in float32 (counted for Qwen2, where this is up to a fifth more).
"""


def fitting_tokens(model: Any, world: World, *, recomputed: bool) -> int:
    """Most tokens in a micro-batch. On the CPU it is halved until the results that a backward pass needs fit in what
    is free: without that the system kills the process, and there is no error to learn from. All processes have the
    number of the first, since they divide the same micro-batches.
    """
    tokens = MOST_TOKENS
    if world.device.type == "cpu" and not recomputed:
        fitting = PART_OF_MEMORY * free_bytes(world.device) / world.size / bytes_of_token(model)
        while tokens > max(LEAST, fitting):
            tokens //= 2
    return int(sum_scalar(tokens if world.first else 0, world))


def bytes_of_token(model: Any) -> int:
    """What the layers keep of a token until the backward pass, in bytes, if nothing is computed again."""
    base = base_of(model)
    config = base.config.get_text_config()
    hidden, inner = config.hidden_size, getattr(config, "intermediate_size", None) or 4 * config.hidden_size
    of_layer = HIDDEN_RESULTS * hidden + INNER_RESULTS * inner
    return config.num_hidden_layers * of_layer * max(4, base.dtype.itemsize)
