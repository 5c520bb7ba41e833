"""The training run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.events import Emit
from w4s_trainer.model.allocator import return_freed_memory
from w4s_trainer.train.checkpoint import Progress, find_checkpoint, load_checkpoint, remove_checkpoint, save_checkpoint
from w4s_trainer.train.failures import check_space
from w4s_trainer.train.interrupt import Interrupt
from w4s_trainer.train.losses import LossFile
from w4s_trainer.train.optimizer import make_optimizer
from w4s_trainer.train.options import TrainOptions, check_options, identity
from w4s_trainer.train.prepare import Prepared, out_folder, prepare, trained_bytes
from w4s_trainer.train.save import Outcome, dtype_name, save_result
from w4s_trainer.train.schedule import learning_rate
from w4s_trainer.train.step import accumulate, apply
from w4s_trainer.train.world import World, sum_scalar, wait_for_all


def train(options: TrainOptions, world: World, emit: Emit) -> dict[str, Any] | None:
    """Trains to the end and returns the card, or None if a signal stopped it after a checkpoint."""
    check_options(options)
    out = out_folder(options)
    _check_out(out, options.resume)
    prepared = prepare(options, world, emit)
    out.mkdir(parents=True, exist_ok=True)
    check_space(out, 2 * trained_bytes(prepared.model))
    run = Run(options, prepared, world, emit, out)
    with Interrupt() as interrupt:
        finished = run.to_end(lambda: interrupt.requested)
    if not finished:
        return None
    return run.save()


class Run:
    """A prepared run: its optimizer, its state, and its reports."""

    def __init__(self, options: TrainOptions, prepared: Prepared, world: World, emit: Emit, out: Path) -> None:
        self.options, self.prepared, self.world, self.emit, self.out = options, prepared, world, emit, out
        self.identity = identity(options, data_sha256=prepared.file.sha256, base_fingerprint=prepared.base_fingerprint)
        self.optimizer = make_optimizer(prepared.model, options)
        folder = find_checkpoint(out) if options.resume else None
        start = Progress(step=0, tokens=0, seconds=0.0, identity=self.identity)
        if folder:
            start = load_checkpoint(folder, prepared.model, self.optimizer, self.identity, world.device)
        self.step, self.tokens, self.start = start.step, start.tokens, start
        self.micro_tokens = options.micro_tokens or start.micro_tokens or prepared.micro_tokens
        self.began = time.monotonic()
        self.losses = LossFile(out, keep=start.step) if world.first else None

    def to_end(self, interrupted: Callable[[], bool]) -> bool:
        """Runs the remaining steps. False if interrupted; `out` then holds a checkpoint."""
        self._tell_start()
        while self.step < len(self.prepared.steps):
            try:
                self._one_step()
            except (TrainerError, RuntimeError, MemoryError):
                # The weights are still those of the last complete step, since only `apply` changes them.
                self.save_checkpoint()
                raise
            stopping = sum_scalar(float(interrupted()), self.world) > 0
            every = self.options.checkpoint_every
            if stopping or (every and self.step % every == 0 and self.step < len(self.prepared.steps)):
                self.save_checkpoint()
            if stopping:
                return False
        return True

    def save_checkpoint(self) -> None:
        if self.world.first:
            progress = Progress(self.step, self.tokens, self.seconds, self.identity, self.micro_tokens)
            folder = save_checkpoint(self.out, self.prepared.model, self.optimizer, progress)
            self.emit("checkpoint", step=self.step, path=str(folder))

    def save(self) -> dict[str, Any] | None:
        """Writes the result in place of the checkpoint."""
        card = None
        if self.losses:
            outcome = Outcome([step["loss"] for step in self.losses.steps], self.tokens, self.seconds)
            card = save_result(self.out, self.prepared, self.options, self.world, outcome)
            remove_checkpoint(self.out)
        wait_for_all(self.world)
        return card

    @property
    def seconds(self) -> float:
        return self.start.seconds + time.monotonic() - self.began

    def _one_step(self) -> None:
        began, plan, total = time.monotonic(), self.prepared.steps[self.step], len(self.prepared.steps)
        options, model = self.options, self.prepared.model
        lr = learning_rate(self.step, total=total, peak=options.lr, warmup=options.warmup, schedule=options.schedule)
        rows = [self.prepared.rows[index] for index in plan.rows]
        done = accumulate(
            model,
            rows,
            mode=options.mode,
            micro_tokens=self.micro_tokens,
            world=self.world,
            autocast=self.prepared.autocast,
        )
        norm = apply(model, self.optimizer, lr=lr, grad_clip=options.grad_clip)
        if self.world.device.type == "cpu":
            return_freed_memory()
        self.step += 1
        self.tokens += done.tokens
        record = {
            "step": self.step,
            "epoch": plan.epoch,
            "loss": done.loss,
            "lr": lr,
            "grad_norm": norm,
            "rows": len(rows),
        }
        if self.losses:
            self.losses.add({**record, "answer_tokens": done.answer_tokens, "tokens": done.tokens})
        self._tell_step(
            {**record, "answer_tokens": done.answer_tokens, "tokens": done.tokens}, time.monotonic() - began
        )

    def _tell_step(self, record: dict[str, Any], seconds: float) -> None:
        total = len(self.prepared.steps)
        pace = (time.monotonic() - self.began) / max(1, self.step - self.start.step)
        self.emit(
            "step",
            **record,
            total=total,
            seconds=round(seconds, 4),
            tokens_per_s=round(record["tokens"] / max(seconds, 1e-9), 1),
            eta_s=round(pace * (total - self.step), 1),
        )

    def _tell_start(self) -> None:
        rows, model = self.prepared.encoded.rows, self.prepared.model
        self.emit(
            "started",
            base=self.options.base,
            device=str(self.world.device),
            dtype=dtype_name(self.prepared),
            processes=self.world.size,
            rows=len(rows),
            dropped=len(self.prepared.encoded.dropped) + len(self.prepared.encoded.cut),
            prompt_tokens=sum(len(row.prompt) for row in rows),
            answer_tokens=sum(len(row.answer) for row in rows),
            wbar=self.prepared.wbar,
            total=len(self.prepared.steps),
            step=self.step,
            trained_parameters=sum(p.numel() for p in model.parameters() if p.requires_grad),
            mode=self.options.mode,
            micro_tokens=self.micro_tokens,
            out=str(self.out),
        )


def _check_out(out: Path, resume: bool) -> None:
    finished, begun = (out / "card.json").exists(), find_checkpoint(out) is not None
    if finished or (begun and not resume):
        what = "a finished run" if finished else "the checkpoint of a run that stopped"
        hint = "Use another folder." if finished else "Continue it with --resume, or use another folder."
        raise TrainerError("out-not-empty", f"Expected `{out}` to be empty, got {what}", hint=hint, exit_code=2)
