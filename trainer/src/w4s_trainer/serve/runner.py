"""Runs the model over slots: fills them with prompts, and adds a token to each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from w4s_trainer.serve.adapter import Adapter
from w4s_trainer.serve.attention import Decode, Extend, Prefill, RowByRow, Siblings, View
from w4s_trainer.serve.bank import Bank
from w4s_trainer.serve.graphs import Graphs
from w4s_trainer.serve.job import Row
from w4s_trainer.serve.sampling import nucleus, pick

Token = tuple[int, float]
"""An id and its log-probability."""


class Runner:
    """Slots 0 to n - 1 hold the n sequences under way, so that a step reads nothing else.

    `cache` [layers, 2, slots, kv_heads, context, D] must be zeros or finite: what is masked is still multiplied by 0.
    """

    def __init__(self, model: Any, cache: Tensor, *, graphs: bool = False) -> None:
        self.model, self.cache = model, cache
        self.bank = Bank(model)
        self.decoder, self.head = model.get_decoder(), model.get_output_embeddings()
        self.slots, self.context = cache.shape[2], cache.shape[4]
        self.graphs = (
            Graphs(self.forward, slots=self.slots, context=self.context, device=cache.device) if graphs else None
        )

    @torch.inference_mode()
    def prefill(self, rows: Sequence[Row], first_slot: int) -> list[Token]:
        """The first token of each, with its prompt in slot `first_slot` and those behind. A prompt is run once."""
        jobs = list({id(row.job): row.job for row in rows}.values())
        width = max(len(job.prompt) for job in jobs)
        ids = self._tensor([job.prompt + [0] * (width - len(job.prompt)) for job in jobs])
        every = torch.arange(len(jobs), device=ids.device)
        last = self._tensor([len(job.prompt) - 1 for job in jobs])
        source = self._tensor([jobs.index(row.job) for row in rows])
        positions = torch.arange(width, device=ids.device).expand_as(ids)
        adapters = [self.bank.index(job.adapter) for job in jobs]
        with self.bank.applied(self._tensor(adapters) if any(adapters) else None):
            hidden = self._hidden(ids, positions, Prefill(self.cache, source, first_slot))
            logits = self._logits(hidden[every, last])
        return self._draw(logits[source], rows)

    @torch.inference_mode()
    def extend(self, row: Row, slot: int, length: int) -> None:
        """The keys and values of its prompt but for the last token, in a slot that holds `length` of them."""
        ids = self._tensor([row.job.prompt[length:-1]])
        if ids.shape[1] == 0:
            return
        positions = torch.arange(length, length + ids.shape[1], device=ids.device)[None]
        index = self.bank.index(row.job.adapter)
        with self.bank.applied(self._tensor([index]) if index else None):
            self._hidden(ids, positions, Extend.of(self.cache, slot, length, ids.shape[1]))

    @torch.inference_mode()
    def decode(self, rows: Sequence[Row]) -> list[Token]:
        """The next token of the sequences in slots 0 to n - 1."""
        adapters = [self.bank.index(row.job.adapter) for row in rows]
        whole = self._tensor([[row.last for row in rows], [row.position for row in rows], adapters])
        length = 1 + max(row.position for row in rows)
        if self.graphs:
            hidden = self.graphs.run(whole, length, any(adapters))
        elif self.cache.is_cuda:
            hidden = self.forward(whole, length, any(adapters))
        else:
            hidden = self._row_by_row(whole, rows, any(adapters))
        with self.bank.applied(whole[2] if any(adapters) else None):
            logits = self._logits(hidden)
        return self._draw(logits, rows)

    def forward(self, whole: Tensor, length: int, adapted: bool) -> Tensor:
        """Last hidden states [n, H] of `whole` [3, n]: tokens, positions, adapters; reads `length` places of a slot."""
        tokens, positions, adapters = whole
        with self.bank.applied(adapters if adapted else None):
            return self._hidden(tokens[:, None], positions[:, None], Decode.of(self.cache, positions, length))[:, 0]

    def _row_by_row(self, whole: Tensor, rows: Sequence[Row], adapted: bool) -> Tensor:
        """`forward` on a CPU."""
        tokens, positions, adapters = whole
        view = RowByRow.of(self.cache, [row.position for row in rows], siblings(rows))
        with self.bank.applied(adapters if adapted else None):
            return self._hidden(tokens[:, None], positions[:, None], view)[:, 0]

    def copy(self, source: int, target: int, length: int) -> None:
        """The first `length` places of a slot."""
        self.cache[:, :, target, :, :length] = self.cache[:, :, source, :, :length]

    def swap(self, one: int, other: int, length: int) -> None:
        """The first `length` places of two slots."""
        held = self.cache[:, :, one, :, :length].clone()
        self.copy(other, one, length)
        self.cache[:, :, other, :, :length] = held

    def wipe(self, slot: int) -> None:
        """NaN would show through any mask."""
        self.cache[:, :, slot] = 0

    def hold(self, adapters: Sequence[Adapter]) -> None:
        """These adapters and no others."""
        self.bank.hold(adapters)
        if self.graphs:
            self.graphs.clear()

    def _hidden(self, ids: Tensor, positions: Tensor, view: View) -> Tensor:
        return self.decoder(input_ids=ids, position_ids=positions, use_cache=False, slots=view).last_hidden_state

    def _logits(self, hidden: Tensor) -> Tensor:
        logits = self.head(hidden[:, None])[:, 0]
        return logits.float() if logits.dtype in (torch.bfloat16, torch.float16) else logits

    def _draw(self, logits: Tensor, rows: Sequence[Row]) -> list[Token]:
        chances = [[row.job.sampling.temperature for row in rows], [row.noise.random() for row in rows]]
        # In single precision the largest numbers below 1 would be 1.
        temperature, uniform = self._tensor(chances, dtype=torch.float64)
        top_p = [row.job.sampling.top_p for row in rows]
        kept = nucleus(logits, temperature, self._tensor(top_p)) if min(top_p) < 1 else logits
        tokens, logprobs = pick(kept, temperature, uniform, logits)
        ids, logs = torch.stack([tokens.double(), logprobs.double()]).tolist()
        return [(int(token), logprob) for token, logprob in zip(ids, logs, strict=True)]

    def _tensor(self, values: Any, dtype: torch.dtype | None = None) -> Tensor:
        return torch.tensor(values, dtype=dtype, device=self.cache.device)


def siblings(rows: Sequence[Row]) -> list[Siblings]:
    """Slots whose sequences answer the same request and so share its prompt."""
    slots: dict[int, list[int]] = {}
    for slot, row in enumerate(rows):
        slots.setdefault(id(row.job), []).append(slot)
    return [Siblings(of, len(rows[of[0]].job.prompt) - 1 if len(of) > 1 else 0) for of in slots.values()]
