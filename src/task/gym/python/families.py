"""The families of Reasoning Gym and their parameters. No part of the package is changed."""
import dataclasses
import enum
import hashlib
import json
import random
import sys
import types

# Each data set has these; seeds are ours to choose.
OURS = ("seed", "size")


class Refused(Exception):
    """What was asked for can't be had: `facts` say why, for the host to put into words."""

    def __init__(self, **facts):
        super().__init__(facts)
        self.facts = facts


def load():
    """The package's registry. It imports a solver, which only one family uses and which has to be compiled: it may be missing."""
    try:
        import pycosat  # noqa: F401
    except ImportError:
        sys.modules["pycosat"] = types.ModuleType("pycosat")
    from reasoning_gym import factory

    return factory


def parameters(factory, family):
    """{name: default} of those that a text can give."""
    fields = dataclasses.fields(factory.DATASETS[family][1])
    defaults = {field.name: default_of(field) for field in fields if field.name not in OURS}
    return {name: default for name, default in defaults.items() if is_plain(default)}


def make(factory, family, given, seed, size):
    """A data set. `given`: {parameter: text}. Raises Refused."""
    known = parameters(factory, family)
    for name in given:
        if name not in known:
            raise Refused(kind="unknown-parameter", family=family, name=name, known=plain(known))
    values = {name: typed(family, name, text, known[name]) for name, text in given.items()}
    try:
        return factory.create_dataset(family, seed=seed, size=size, **values)
    except (AssertionError, ValueError, TypeError, KeyError) as error:
        if not given:
            raise
        raise Refused(kind="invalid-parameters", family=family, message=str(error) or "they do not fit together", known=plain(known)) from error


def seed_of(*parts):
    """In [0, 2^30), the same on every machine."""
    return int.from_bytes(hashlib.sha256(json.dumps(parts).encode()).digest()[:4], "big") >> 2


def reseed(seed):
    """Some generators draw from the global source."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed)


def typed(family, name, text, default):
    """The value that a text gives, of the type of the default."""
    try:
        return like(text if isinstance(default, str) and not isinstance(default, enum.Enum) else read(text), default)
    except (TypeError, ValueError):
        raise Refused(kind="invalid-value", family=family, name=name, text=text, default=plain(default)) from None


def read(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def like(value, default):
    if isinstance(default, enum.Enum):
        return type(default)(value)
    if isinstance(default, (list, tuple)):
        if not isinstance(value, list):
            raise TypeError
        return type(default)([like(item, default[0]) for item in value] if default else value)
    if isinstance(default, float) and type(value) is int:
        return float(value)
    if default is not None and type(value) is not type(default):
        raise TypeError
    return value


def text(value):
    """As it is written in a task's name."""
    value = plain(value)
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def default_of(field):
    if field.default is not dataclasses.MISSING:
        return field.default
    return None if field.default_factory is dataclasses.MISSING else field.default_factory()


def is_plain(value):
    if isinstance(value, (list, tuple)):
        return all(is_plain(item) for item in value)
    return value is None or isinstance(value, (bool, int, float, str))


def plain(value):
    """As JSON."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value.value if isinstance(value, enum.Enum) else value
