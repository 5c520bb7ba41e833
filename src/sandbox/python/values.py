"""Python values as JSON and back.

What JSON lacks is tagged: {"$int": "123"} beyond 2**53, {"$float": "nan" | "inf" | "-inf"}. A dictionary of the
code's own with such a key gets one more "$" in front, so no value is mistaken for a tag.
"""
import collections
import collections.abc
import dataclasses
import decimal
import enum
import fractions
import math

MAX_DEPTH = 100
SAFE_INTEGER = 2**53 - 1
TAGS = ("$int", "$float")
SEQUENCES = (list, tuple, set, frozenset, range, collections.deque,
             collections.abc.KeysView, collections.abc.ValuesView, collections.abc.ItemsView)


class TooLarge(Exception):
    """More parts than the result frame can hold."""


def to_json(value, budget=1 << 20):
    """Converts to what `json.dumps` can write. Raises ValueError if too deep, TooLarge beyond `budget` parts."""
    return _Encoder(budget).encode(value, 0)


def untag(mapping):
    """An object hook for `json.loads`."""
    if len(mapping) == 1:
        if isinstance(mapping.get("$int"), str):
            return _parse_integer(mapping["$int"])
        if isinstance(mapping.get("$float"), str):
            return float(mapping["$float"])
    if any(key.startswith("$$") for key in mapping):
        return {key[1:] if _is_tag(key[1:]) else key: item for key, item in mapping.items()}
    return mapping


class _Encoder:
    def __init__(self, budget):
        self.budget = budget

    def encode(self, value, depth):
        if value is None or value is True or value is False or type(value) is str:
            return value
        if isinstance(value, enum.Enum):
            return self.encode(value.value, depth)
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int):
            return _integer(int(value))
        if isinstance(value, float):
            return _float(float(value))
        return self.container(value, depth)

    def container(self, value, depth):
        if depth >= MAX_DEPTH:
            raise ValueError(f"the value is cyclic or nested deeper than {MAX_DEPTH} levels")
        if isinstance(value, collections.abc.Mapping):
            return {self.key(key): self.part(item, depth) for key, item in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_asdict"):
            return self.container(value._asdict(), depth)
        if isinstance(value, SEQUENCES):
            return [self.part(item, depth) for item in value]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            names = [field.name for field in dataclasses.fields(value)]
            return {name: self.part(getattr(value, name, None), depth) for name in names}
        return self.scalar(value, depth)

    def part(self, item, depth):
        self.budget -= 1
        if self.budget < 0:
            raise TooLarge()
        return self.encode(item, depth + 1)

    def key(self, key):
        text = str(key)
        return "$" + text if _is_tag(text) else text

    def scalar(self, value, depth):
        if isinstance(value, (decimal.Decimal, fractions.Fraction)):
            return _exact(value)
        if isinstance(value, (bytes, bytearray)):
            return bytes(value).decode("utf-8", "replace")
        if hasattr(value, "dtype") and callable(getattr(value, "tolist", None)):
            return self.part(value.tolist(), depth)
        return str(value)


def _is_tag(key):
    return key.startswith("$") and "$" + key.lstrip("$") in TAGS


def _integer(value):
    return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else {"$int": _decimal_digits(value)}


def _decimal_digits(value):
    try:
        return str(value)
    except ValueError:  # Python's limit on digits; hexadecimal has none, and the host reads it too
        return hex(value)


def _parse_integer(text):
    return int(text, 0)


def _float(value):
    return value if math.isfinite(value) else {"$float": str(value)}


def _exact(value):
    """A Decimal or Fraction as an integer if it is one, else as the nearest float."""
    try:
        if value == int(value):
            return _integer(int(value))
    except (ValueError, OverflowError):
        return _float(float(value))
    try:
        return _float(float(value))
    except OverflowError:
        return str(value)
