r"""GRPO's reward: 1 if a completion's final answer is the problem's, else 0."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

# A sign counts only if nothing before it could be the minuend: "3-5" ends in 5.
NUMBER = re.compile(r"(?:(?<![\w.)])[-+])?(?:\d+/\d+|(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)")
BOXED = re.compile(r"\\(?:boxed|fbox)\s*\{")


def answer_reward(completion: str, answer: str) -> float:
    r"""1.0 or 0.0. A last `\boxed{...}` is the final answer if there is one; otherwise the whole text is, or the last
    number in it. Texts are compared without case and outer punctuation, numbers by value: 1,234.50 is 1234.5.
    """
    boxed = last_boxed(completion)
    said = completion if boxed is None else boxed
    if _plain(said) and _plain(said) == _plain(answer):
        return 1.0
    wanted = _only_number(answer)
    got = last_number(said)
    return float(wanted is not None and got == wanted)


def reward_completions(completions: list[list[dict[str, str]]], answer: list[str], **_: Any) -> list[float | None]:
    """`answer_reward` with the signature that TRL calls: a conversation of one message for each completion."""
    return [answer_reward(said[-1]["content"], wanted) for said, wanted in zip(completions, answer, strict=True)]


def last_boxed(text: str) -> str | None:
    r"""The content of the last whole `\boxed{...}`, braces within it included."""
    for found in reversed(list(BOXED.finditer(text))):
        depth = 1
        for position in range(found.end(), len(text)):
            depth += {"{": 1, "}": -1}.get(text[position], 0)
            if depth == 0:
                return text[found.end() : position]
    return None


def last_number(text: str) -> Fraction | None:
    numbers = NUMBER.findall(text.replace("\N{MINUS SIGN}", "-"))
    return _value(numbers[-1]) if numbers else None


def _only_number(text: str) -> Fraction | None:
    """The number that a text is, units of money and percent aside."""
    bare = text.replace("\N{MINUS SIGN}", "-").strip().rstrip(".").strip("$€£% ")
    return _value(bare) if NUMBER.fullmatch(bare) else None


def _value(number: str) -> Fraction | None:
    try:
        return Fraction(number.replace(",", ""))
    except (ValueError, ZeroDivisionError):  # x/0, more digits than Python turns into an integer
        return None


def _plain(text: str) -> str:
    return " ".join(text.split()).lstrip("$*'\"`").rstrip(".,:;!?%*'\"`").strip().casefold()
