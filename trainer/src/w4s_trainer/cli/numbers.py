"""Numeric options, checked on parsing."""

from __future__ import annotations

import argparse
from typing import Any


def positive(text: str) -> int:
    return _number(text, int, lambda value: value > 0, "a positive integer")


def count(text: str) -> int:
    return _number(text, int, lambda value: value >= 0, "an integer of 0 or more")


def above_zero(text: str) -> float:
    return _number(text, float, lambda value: 0 < value < float("inf"), "a number above 0")


def not_negative(text: str) -> float:
    return _number(text, float, lambda value: 0 <= value < float("inf"), "a number of 0 or more")


def part(text: str) -> float:
    return _number(text, float, lambda value: 0 <= value <= 1, "a number from 0 to 1")


def _number(text: str, kind: Any, good: Any, expected: str) -> Any:
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not good(value):
        raise argparse.ArgumentTypeError(f"expected {expected}, got `{text}`")
    return value
