"""Continuous batching: sequences join and leave the batch between any two steps."""

from __future__ import annotations

import math
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import torch

from w4s_trainer.serve.adapter import Adapter
from w4s_trainer.serve.group import next_group
from w4s_trainer.serve.job import Job, Row
from w4s_trainer.serve.prefixes import Prefixes
from w4s_trainer.serve.runner import Runner, Token

Order = tuple[Callable[[], Any], Callable[[BaseException], Any]]
"""Work to do, and whom to tell if it will not be done."""


class EngineEnded(Exception):
    """The engine no longer answers."""


class NotANumber(Exception):
    """The model's logits are NaN: weights of the base or the adapter are broken."""


class Engine(threading.Thread):
    """The one thread that runs the model. Its other methods may be called from any thread.

    `rows[i]` is in slot i. A request waits until slots are free, in order of arrival, except that prompts of similar
    length run together.
    """

    def __init__(self, runner: Runner, *, prefill_tokens: int, on_failure: Callable[[], Any] = lambda: None) -> None:
        super().__init__(name="engine", daemon=True)
        self.runner, self.prefill_tokens, self.on_failure = runner, prefill_tokens, on_failure
        self.prefixes = Prefixes(runner)
        self.failure: BaseException | None = None
        self._orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self._gate = threading.Lock()
        self._over = False
        self._waiting: deque[Row] = deque()
        self._rows: list[Row] = []
        self._ending = False

    def submit(self, job: Job) -> None:
        """Its future gets the samples, or EngineEnded or NotANumber."""
        self._order(partial(self._accept, job), job.fail)

    def cancel(self, job: Job) -> None:
        """Frees its slots; its future gets nothing more."""
        self._order(partial(self._drop, job))

    def call(self, act: Callable[[], Any]) -> Future[Any]:
        """Runs `act` between two steps."""
        result: Future[Any] = Future()
        self._order(partial(_settle, result, act), result.set_exception)
        return result

    def hold(self, adapters: list[Adapter]) -> None:
        """Within `call`: these adapters, and those that an active request still uses."""
        used = [row.job.adapter for row in (*self._rows, *self._waiting)]
        left = [adapter for adapter in self.runner.bank.adapters if adapter in used and adapter not in adapters]
        self.prefixes.clear()
        self.runner.hold([*adapters, *left])

    def stop(self) -> None:
        """Ends after the current step."""
        self._order(self._end)

    @property
    def load(self) -> dict[str, int]:
        """Sequences in slots and sequences that wait."""
        return {"running": len(self._rows), "waiting": len(self._waiting)}

    @torch.inference_mode()
    def run(self) -> None:
        try:
            if self.runner.cache.is_cuda:
                torch.cuda.set_device(self.runner.cache.device)
            while not self._ending:
                self._obey()
                self._admit()
                self._step()
        except BaseException as error:
            self.failure = error
        with self._gate:
            self._over = True
            self._refuse_all()
        if self.failure:
            self.on_failure()

    def _order(self, act: Callable[[], Any], refuse: Callable[[BaseException], Any] = lambda _: None) -> None:
        with self._gate:
            self._orders.put((act, refuse))
            if self._over:
                self._refuse_all()

    def _obey(self) -> None:
        idle = not self._rows and not self._waiting
        while idle or not self._orders.empty():
            self._orders.get()[0]()
            idle = False

    def _admit(self) -> None:
        while self._waiting and len(self._rows) < self.runner.slots:
            if not self._continue():
                free = self.runner.slots - len(self._rows)
                group = next_group(self._waiting, free, self.prefill_tokens)
                first = len(self._rows)
                self._rows += group
                for slot in range(first, len(self._rows)):
                    self.prefixes.make_room(slot)
                self._hear(group, self.runner.prefill(group, first))

    def _continue(self) -> bool:
        """A prompt of which at least half is in a slot: copies that part, and runs only what is between."""
        row, slot = self._waiting[0], len(self._rows)
        source, length = self.prefixes.longest(row, self._rows)
        if length < len(row.job.prompt) / 2:
            return False
        self._waiting.popleft()
        self.prefixes.take(source, slot, length)
        self.runner.extend(row, slot, length)
        self._rows.append(row)
        return True

    def _step(self) -> None:
        if self._rows:
            self._hear(self._rows, self.runner.decode(self._rows))

    def _hear(self, rows: list[Row], tokens: list[Token]) -> None:
        ended = []
        for row, (token, logprob) in zip(rows, tokens, strict=True):
            if math.isnan(logprob):
                row.spoiled = True
                self.runner.wipe(self._rows.index(row))
                row.job.fail(NotANumber("The model's logits are not numbers"))
            elif not row.take(token, logprob):
                continue
            ended.append(row)
        self._leave(ended)

    def _leave(self, ended: list[Row]) -> None:
        """The last sequence changes places with one that left, so that slots in use stay the first ones."""
        gone = set(map(id, ended))
        for slot in reversed(range(len(self._rows)) if gone else ()):
            row = self._rows[slot]
            if id(row) not in gone:
                continue
            last = self._rows.pop()
            if slot < len(self._rows):
                self.runner.swap(slot, len(self._rows), max(row.position, last.position))
                self._rows[slot] = last
            self.prefixes.keep(len(self._rows), row)

    def _accept(self, job: Job) -> None:
        held = self.runner.bank.adapters
        if job.adapter and job.adapter not in held:  # unloaded after the request had been read
            self.runner.hold([*held, job.adapter])
        self._waiting.extend(job.rows())

    def _drop(self, job: Job) -> None:
        job.done.cancel()
        self._waiting = deque(row for row in self._waiting if row.job is not job)
        self._leave([row for row in self._rows if row.job is job])

    def _end(self) -> None:
        self._ending = True

    def _refuse_all(self) -> None:
        """Nobody waits forever."""
        for row in (*self._rows, *self._waiting):
            row.job.fail(self._ended())
        while not self._orders.empty():
            self._orders.get()[1](self._ended())

    def _ended(self) -> EngineEnded:
        return EngineEnded(f"{type(self.failure).__name__}: {self.failure}" if self.failure else "The server is ending")


def _settle(result: Future[Any], act: Callable[[], Any]) -> None:
    try:
        result.set_result(act())
    except Exception as error:
        result.set_exception(error)
