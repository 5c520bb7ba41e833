"""One training row, schema version 1 or 2 (see the README), and its check."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from w4s_trainer.errors import TrainerError

SCHEMA_VERSIONS = (1, 2)
"""2 adds the accuracies that rewards are computed from, which are not needed here."""
Kind = Literal["action", "repair"]
Finish = Literal["stop", "length"]
Message = dict[str, str]


@dataclass(frozen=True)
class Row:
    """A sampled completion and its training weight.

    ``messages`` are the prompt: they carry no loss, history assistant turns included.
    ``tokens`` are the sampled token ids; without them the completion is tokenised again.
    ``at`` is the sampling time: templates with a date write that day's, whenever the row is trained. ``finish`` says
    how sampling ended; after ``length`` no end-of-turn token is trained.
    """

    id: str
    episode: str
    messages: tuple[Message, ...]
    completion: str
    weight: float
    tokens: tuple[int, ...] | None = None
    reward: float | None = None
    kind: Kind = "action"
    finish: Finish | None = None
    state: str | None = None
    task: str | None = None
    turn: int | None = None
    slot: int | None = None
    at: datetime | None = None


def parse_row(raw: Any, where: str) -> Row:
    """Checks one decoded JSON line. ``where`` is ``file:line``, for messages.

    Raises TrainerError ``invalid-row``, ``missing-weight`` or ``invalid-weight``.
    """
    if not isinstance(raw, dict):
        raise _invalid(where, "a row", "a JSON object", raw)
    where = f"{where} ({raw['id']})" if isinstance(raw.get("id"), str) else where
    if raw.get("version") not in SCHEMA_VERSIONS:
        raise _invalid(where, "version", " or ".join(map(str, SCHEMA_VERSIONS)), raw.get("version"))
    row_id = _text(raw, "id", where)
    return Row(
        id=row_id,
        episode=_text(raw, "episode", where),
        messages=_messages(raw.get("messages"), where),
        completion=_text(raw, "completion", where),
        weight=_weight(raw.get("weight"), where),
        tokens=_tokens(raw.get("tokens"), where),
        reward=_reward(raw.get("reward"), where),
        kind=_one_of(raw, "kind", ("action", "repair"), where) or "action",
        at=_instant(raw.get("at"), where),
        finish=_one_of(raw, "finish", ("stop", "length"), where),
        **{key: raw.get(key) for key in ("state", "task", "turn", "slot")},
    )


def _invalid(where: str, field: str, expected: str, got: Any) -> TrainerError:
    message = f"Expected `{field}` to be {expected}, got `{got!r:.80}` at {where}"
    return TrainerError("invalid-row", message, hint="Export the rows again with `w4s dataset export`.")


def _text(raw: dict[str, Any], field: str, where: str) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or not value:
        raise _invalid(where, field, "a non-empty text", value)
    return value


def _messages(value: Any, where: str) -> tuple[Message, ...]:
    if not isinstance(value, list) or not value:
        raise _invalid(where, "messages", "a non-empty list", value)
    for message in value:
        good = isinstance(message, dict) and isinstance(message.get("role"), str)
        if not good or not isinstance(message.get("content"), str):
            raise _invalid(where, "messages", "a list of {role, content} texts", message)
    return tuple({"role": message["role"], "content": message["content"]} for message in value)


def _weight(value: Any, where: str) -> float:
    hint = "Choose a weight function that gives every row a number of 0 or more, e.g. `rlao`, and export again."
    if value is None:
        raise TrainerError("missing-weight", f"Expected `weight` to be a number, got nothing at {where}", hint=hint)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        message = f"Expected `weight` to be a finite number of 0 or more, got `{value}` at {where}"
        raise TrainerError("invalid-weight", message, hint=hint)
    return float(value)


def _tokens(value: Any, where: str) -> tuple[int, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not value or not all(type(item) is int and item >= 0 for item in value):
        raise _invalid(where, "tokens", "null or a non-empty list of token ids", value)
    return tuple(value)


def _reward(value: Any, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _invalid(where, "reward", "null or a finite number", value)
    return float(value)


def _instant(value: Any, where: str) -> datetime | None:
    if value is None:
        return None
    try:
        # Python 3.10 does not know the Z of UTC.
        return datetime.fromisoformat(value[:-1] + "+00:00" if value[-1:] == "Z" else value)
    except (TypeError, ValueError):
        raise _invalid(where, "at", "null or an ISO 8601 time", value) from None


def _one_of(raw: dict[str, Any], field: str, allowed: tuple[str, ...], where: str) -> Any:
    value = raw.get(field)
    if value is not None and value not in allowed:
        raise _invalid(where, field, " or ".join(f'"{item}"' for item in allowed), value)
    return value
