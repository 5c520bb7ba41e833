"""Rows of DPO and KTO as `w4s dataset export` writes them, and GRPO's problems; read and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w4s_trainer.data.row import Message
from w4s_trainer.errors import TrainerError
from w4s_trainer.preference.options import Method

HINTS: dict[Method, str] = {
    "dpo": "Each line is {prompt: [messages], chosen: [one message], rejected: [one message]}: export for DPO again.",
    "kto": "Each line is {prompt: [messages], completion: [one message], label: true or false}: export for KTO again.",
    "grpo": "Each line is {prompt: text or [messages]} with `answer`, a text, or where a server scores `id`, a text.",
}


@dataclass(frozen=True)
class PreferenceRow:
    """A row under the field names that TRL's trainers take."""

    where: str
    """``file:line``, for messages."""
    prompt: tuple[Message, ...]
    answers: tuple[str, ...]
    """Texts of the assistant that are scored: chosen and rejected (dpo), the completion (kto), none (grpo)."""
    fields: dict[str, Any]


@dataclass(frozen=True)
class PreferenceFile:
    path: str
    sha256: str
    rows: tuple[PreferenceRow, ...]


def read_preferences(path: str, method: Method, *, scored_by: str = "answer") -> PreferenceFile:
    """`scored_by`: the field that tells GRPO's problems apart for whoever scores, `answer` or `id`.

    Raises TrainerError ``data-not-found``, ``empty-data``, ``invalid-row``, with KTO also ``single-label``."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        message = f"Expected `{path}` to be a file of rows: {error.strerror}"
        raise TrainerError("data-not-found", message, hint=HINTS[method]) from error
    lines = enumerate(content.split(b"\n"), start=1)
    rows = tuple(_row(line, f"{path}:{number}", method, scored_by) for number, line in lines if line.strip())
    if not rows:
        message = f"Expected `{path}` to hold at least one row, got none"
        raise TrainerError("empty-data", message, hint=HINTS[method])
    if method == "kto":
        check_labels(rows)
    return PreferenceFile(path, hashlib.sha256(content).hexdigest(), rows)


def check_labels(rows: tuple[PreferenceRow, ...]) -> None:
    labels = {row.fields["label"] for row in rows}
    if len(labels) == 1:
        message = f"Expected rows of both labels, all {len(rows)} have `{json.dumps(labels.pop())}`"
        raise TrainerError(
            "single-label", message, hint="Export more episodes, or train on the good rows with `train`."
        )


def _row(line: bytes, where: str, method: Method, scored_by: str) -> PreferenceRow:
    try:
        raw = json.loads(line)
    except ValueError as error:
        message = f"Expected one JSON object per line, got `{line[:60]!r}` at {where}: {error}"
        raise TrainerError("invalid-row", message, hint=HINTS[method]) from error
    if not isinstance(raw, dict):
        raise _invalid("a row", "a JSON object", raw, where, method)
    return _problem(raw, where, scored_by) if method == "grpo" else PARSERS[method](raw, where)


def _pair(raw: dict[str, Any], where: str) -> PreferenceRow:
    prompt = _prompt(raw, where, "dpo")
    chosen, rejected = (_answer(raw, field, where, "dpo") for field in ("chosen", "rejected"))
    if chosen == rejected:
        raise _invalid("rejected", "another text than `chosen`", rejected, where, "dpo")
    fields = {"prompt": list(prompt), "chosen": _said(chosen), "rejected": _said(rejected)}
    return PreferenceRow(where, prompt, (chosen, rejected), fields)


def _judgement(raw: dict[str, Any], where: str) -> PreferenceRow:
    prompt, completion = _prompt(raw, where, "kto"), _answer(raw, "completion", where, "kto")
    label = raw.get("label")
    if not isinstance(label, bool):
        raise _invalid("label", "true or false", label, where, "kto")
    fields = {"prompt": list(prompt), "completion": _said(completion), "label": label}
    return PreferenceRow(where, prompt, (completion,), fields)


def _problem(raw: dict[str, Any], where: str, scored_by: str) -> PreferenceRow:
    asked, known = raw.get("prompt"), raw.get(scored_by)
    if isinstance(asked, str) and asked.strip():
        raw = {**raw, "prompt": [{"role": "user", "content": asked}]}
    if not isinstance(known, str) or not known.strip():
        raise _invalid(scored_by, "a non-empty text", known, where, "grpo")
    prompt = _prompt(raw, where, "grpo")
    return PreferenceRow(where, prompt, (), {"prompt": list(prompt), scored_by: known})


PARSERS: dict[Method, Callable[[dict[str, Any], str], PreferenceRow]] = {"dpo": _pair, "kto": _judgement}


def _prompt(raw: dict[str, Any], where: str, method: Method) -> tuple[Message, ...]:
    value = raw.get("prompt")
    if not isinstance(value, list) or not value:
        raise _invalid("prompt", "a non-empty list of messages", value, where, method)
    return tuple(_message(item, "prompt", where, method) for item in value)


def _answer(raw: dict[str, Any], field: str, where: str, method: Method) -> str:
    value = raw.get(field)
    if not isinstance(value, list) or len(value) != 1:
        raise _invalid(field, "a list of one assistant message", value, where, method)
    message = _message(value[0], field, where, method)
    if message["role"] != "assistant" or not message["content"]:
        raise _invalid(field, "a list of one assistant message with text", value, where, method)
    return message["content"]


def _message(value: Any, field: str, where: str, method: Method) -> Message:
    good = isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("role", "content"))
    if not good:
        raise _invalid(field, "a list of {role, content} texts", value, where, method)
    return {"role": value["role"], "content": value["content"]}


def _said(text: str) -> list[Message]:
    return [{"role": "assistant", "content": text}]


def _invalid(field: str, expected: str, got: Any, where: str, method: Method) -> TrainerError:
    message = f"Expected `{field}` to be {expected}, got `{got!r:.80}` at {where}"
    return TrainerError("invalid-row", message, hint=HINTS[method])
