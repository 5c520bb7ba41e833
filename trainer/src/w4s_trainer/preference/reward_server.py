"""Rewards from whoever holds the right answers: a task's own scorer at work in another process."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from w4s_trainer.errors import TrainerError

TIMEOUT_S = 3600


def rewards_from(url: str) -> Callable[..., list[float]]:
    """A reward function as TRL calls it. It posts ``{"completions": [{"id", "text"}]}``, where `id` is the problem's,
    and expects ``{"rewards": [number]}`` in the same order. Raises TrainerError ``reward-failed``.
    """

    def reward(completions: list[list[dict[str, str]]], id: list[str], **_: Any) -> list[float]:
        asked = [{"id": problem, "text": said[-1]["content"]} for problem, said in zip(id, completions, strict=True)]
        return _checked(_post(url, {"completions": asked}), len(asked))

    return reward


def _post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    # The server is on this machine: never through a proxy.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise _failed(f"it answered {error.code}: {error.read(2000).decode(errors='replace')}") from error
    except (OSError, ValueError) as error:
        raise _failed(str(error)) from error


def _checked(reply: Any, wanted: int) -> list[float]:
    rewards = reply.get("rewards") if isinstance(reply, dict) else None
    good = isinstance(rewards, list) and all(type(value) in (int, float) for value in rewards)
    if not good or len(rewards) != wanted:
        raise _failed(f"expected {wanted} numbers, got `{json.dumps(reply)[:200]}`")
    return [float(value) for value in rewards]


def _failed(why: str) -> TrainerError:
    message = f"Who scores the completions gave no rewards: {why}"
    return TrainerError("reward-failed", message, hint="Nothing was written. Mend it and start again.")
