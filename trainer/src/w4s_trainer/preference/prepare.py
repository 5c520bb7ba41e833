"""From options to a model with a fresh adapter and its training rows."""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from w4s_trainer.data.chat import Chat
from w4s_trainer.errors import TrainerError
from w4s_trainer.events import Emit
from w4s_trainer.model.adapter import add_lora
from w4s_trainer.model.fingerprint import fingerprint
from w4s_trainer.model.load import load_chat, load_config, load_tokenizer, load_weights
from w4s_trainer.model.support import context_length
from w4s_trainer.preference.options import PreferenceOptions
from w4s_trainer.preference.rows import PreferenceFile, PreferenceRow, check_labels, read_preferences
from w4s_trainer.train.checkpoint import find_checkpoint
from w4s_trainer.train.precision import resolve_dtype
from w4s_trainer.train.world import World


@dataclass(frozen=True)
class Prepared:
    file: PreferenceFile
    rows: list[PreferenceRow]
    dropped: list[str]
    prompt_tokens: int
    answer_tokens: int
    tokenizer: Any
    model: Any
    base_fingerprint: str
    autocast: bool


def prepare(options: PreferenceOptions, world: World, emit: Emit) -> Prepared:
    """Checks everything, cheapest first."""
    _check_machine(world)
    _check_out(Path(options.out).expanduser())
    _check_sizes(options)
    file = read_preferences(options.data, options.method, scored_by="id" if options.reward_url else "answer")
    config, tokenizer = load_config(options.base), load_tokenizer(options.base)
    chat = load_chat(options.base, tokenizer)
    rows, dropped, lengths = _fitting(file, chat, options, options.max_length or context_length(config))
    rows = _whole_groups(rows, options, emit)
    if dropped:
        message = f"{len(dropped)} rows were too long and left out"
        emit("warning", code="rows-dropped", message=message, rows=dropped)
    model, base_fingerprint, autocast = _load_model(options, world, chat)
    prompt, answer = (sum(lengths[row.where][part] for row in rows) for part in (0, 1))
    return Prepared(file, rows, dropped, prompt, answer, tokenizer, model, base_fingerprint, autocast)


def _check_machine(world: World) -> None:
    hint = "Set CUDA_VISIBLE_DEVICES to one device and start without torchrun."
    found = f"{world.size} processes" if world.size > 1 else f"{torch.cuda.device_count()} GPUs"
    if world.size > 1 or (world.device.type == "cuda" and torch.cuda.device_count() > 1):
        raise TrainerError("usage", f"Expected one process and one GPU, got {found}", hint=hint, exit_code=2)


def _check_out(out: Path) -> None:
    if (out / "card.json").exists() or find_checkpoint(out):
        message = f"Expected `{out}` to be empty, but it holds another run"
        raise TrainerError("out-not-empty", message, hint="Use another folder.", exit_code=2)


def _check_sizes(options: PreferenceOptions) -> None:
    step = options.rows_per_step * (options.generations if options.method == "grpo" else 1)
    what = "completions" if options.method == "grpo" else "rows"
    if step % options.batch_size:
        message = f"Expected `--batch-size` to divide the {step} {what} of a step, got `{options.batch_size}`"
        raise TrainerError("usage", message, hint="Choose a divisor, e.g. 4 of 16.", exit_code=2)
    if options.method == "kto" and options.batch_size < 2:
        message = "Expected `--batch-size` to be at least 2 with kto, got `1`"
        hint = "KTO estimates its KL term from the other rows of a batch."
        raise TrainerError("usage", message, hint=hint, exit_code=2)
    if options.method == "grpo" and options.generations < 2:
        message = "Expected `--generations` to be at least 2, got `1`"
        hint = "GRPO compares the completions of a problem with each other."
        raise TrainerError("usage", message, hint=hint, exit_code=2)


def _fitting(
    file: PreferenceFile, chat: Chat, options: PreferenceOptions, limit: int
) -> tuple[list[PreferenceRow], list[str], dict[str, tuple[int, int]]]:
    """Rows in an order drawn by the seed, the dropped ones, and (prompt, answer) tokens of each row."""
    kept, dropped, lengths = [], [], {}
    for row in (_as_taken(row, chat) for row in file.rows):
        prompt = len(chat.prompt(row.prompt, row.where))
        answers = [len(chat.encode(text)) + 1 for text in row.answers]
        longest = prompt + (options.max_new_tokens if options.method == "grpo" else max(answers))
        lengths[row.where] = (prompt, sum(answers))
        if longest <= limit:
            kept.append(row)
        elif options.drop_long:
            dropped.append(row.where)
        else:
            raise _too_long(row, longest, limit, options)
    if not kept:
        message = f"Expected at least one row of {limit} tokens or less, all {len(dropped)} are longer"
        hint = "Lower --max-new-tokens." if options.method == "grpo" else "Raise --max-length."
        raise TrainerError("empty-data", message, hint=hint)
    # KTO's trainer takes rows in the given order, epoch after epoch.
    random.Random(options.seed).shuffle(kept)
    return kept, dropped, lengths


def _as_taken(row: PreferenceRow, chat: Chat) -> PreferenceRow:
    """TRL gives the template what it is given."""
    prompt = chat.taken(row.prompt)
    return replace(row, prompt=prompt, fields={**row.fields, "prompt": list(prompt)})


def _too_long(row: PreferenceRow, longest: int, limit: int, options: PreferenceOptions) -> TrainerError:
    more = f", {options.max_new_tokens} of them to be generated" if options.method == "grpo" else ""
    message = f"Expected every row to have at most {limit} tokens, got {longest}{more} at {row.where}"
    hint = "Leave such rows out with --drop-long" + (", or lower --max-new-tokens." if more else ".")
    return TrainerError("row-too-long", message, hint=hint, row=row.where, tokens=longest, max_length=limit)


def _whole_groups(rows: list[PreferenceRow], options: PreferenceOptions, emit: Emit) -> list[PreferenceRow]:
    """KTO can't take a last batch of one row: it would have no other row to estimate the KL term from."""
    if options.method != "kto":
        return rows
    alone = len(rows) % options.batch_size == 1
    if alone and len(rows) > 1:
        message = f"{rows[-1].where} was left out: alone in the last batch, it has no KL term"
        emit("warning", code="rows-dropped", message=message, rows=[rows[-1].where])
        rows = rows[:-1]
    check_labels(tuple(rows))
    return rows


def _load_model(options: PreferenceOptions, world: World, chat: Chat) -> tuple[Any, str, bool]:
    dtype = resolve_dtype(options.dtype, world.device, frozen_base=True)
    model = load_weights(options.base, dtype=dtype, device=world.device)
    base_fingerprint = fingerprint(model)
    # TRL ends a completion at these; a base whose tokenizer ends texts with another token than turns needs both.
    model.generation_config.eos_token_id = sorted(chat.stops)
    torch.manual_seed(options.seed)
    return add_lora(model, rank=options.lora, alpha=options.alpha), base_fingerprint, dtype == torch.bfloat16


def without_telemetry() -> None:
    """TRL reports every run to its makers unless disabled."""
    from huggingface_hub import constants

    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    constants.HF_HUB_DISABLE_TELEMETRY = True
