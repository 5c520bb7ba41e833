"""Samples completions with transformers' own `generate`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch

from w4s_trainer.data.chat import Chat


@dataclass(frozen=True)
class Sampling:
    n: int = 1
    temperature: float = 1.0
    """0 is greedy."""
    top_p: float = 1.0
    max_tokens: int = 1024
    seed: int | None = None


@dataclass(frozen=True)
class Sample:
    ids: list[int]
    """Sampled token ids, the one that ended the turn included."""
    logprobs: list[float]
    """Natural logarithms under the model itself, before temperature and top-p; empty unless asked for."""
    stopped: bool
    """Whether the turn ended, or `max_tokens` did it."""


@torch.inference_mode()
def generate(model: Any, chat: Chat, prompt: list[int], sampling: Sampling, *, logprobs: bool = False) -> list[Sample]:
    """`n` independent samples in one batch. The same seed and arguments give the same samples on one machine."""
    from transformers import GenerationConfig

    torch.manual_seed(torch.seed() if sampling.seed is None else sampling.seed)
    ids = torch.tensor([prompt] * sampling.n, device=model.device)
    sampled = sampling.temperature > 0
    # Every field that a base's own generation_config could set otherwise is written out.
    config = GenerationConfig(
        do_sample=sampled,
        max_new_tokens=sampling.max_tokens,
        repetition_penalty=1.0,
        eos_token_id=sorted(chat.stops),
        pad_token_id=chat.turn_end,
        output_logits=logprobs,
        return_dict_in_generate=True,
        **({"temperature": sampling.temperature, "top_p": sampling.top_p, "top_k": 0} if sampled else {}),
    )
    output = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), generation_config=config)
    answers = output.sequences[:, len(prompt) :].tolist()
    scores = _logprobs(output) if logprobs else [[] for _ in answers]
    return [_cut(answer, score, chat) for answer, score in zip(answers, scores, strict=True)]


def _logprobs(output: Any) -> list[list[float]]:
    answers = output.sequences[:, -len(output.logits) :]
    columns = [
        torch.log_softmax(logits.float(), dim=-1).gather(1, answers[:, step, None])[:, 0]
        for step, logits in enumerate(output.logits)
    ]
    return torch.stack(columns, dim=1).tolist()


def _cut(answer: list[int], logprobs: list[float], chat: Chat) -> Sample:
    end = next((index + 1 for index, token in enumerate(answer) if token in chat.stops), None)
    return Sample(answer[:end], logprobs[:end], stopped=end is not None)
