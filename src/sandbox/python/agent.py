"""The `agent` object of the code: each method calls the host, and many threads may wait at once."""
import builtins
import itertools
import threading

import values
from channel import encode


def make_agent(methods, calls):
    """An object with exactly `methods`, also reachable under names that can mean only one of them."""
    names = ", ".join(sorted(methods)) or "none"

    def missing(self, name):
        meant = _meant(name, methods)
        if meant is None:
            raise AttributeError(f"agent has no method {name!r}; it has: {names}")
        return getattr(self, meant)

    members = {name: _method(name, calls) for name in methods}
    return type("Agent", (), {"__slots__": (), "__getattr__": missing, **members})()


def _meant(name, methods):
    """The only method that contains all words of the name, at least two: `call_json_llm`."""
    words = name.lower().split("_")
    having = [method for method in methods if set(words) <= set(method.split("_"))]
    return having[0] if len(words) > 1 and len(having) == 1 else None


def _method(name, calls):
    def method(_self, *args, **kwargs):
        return calls.call(name, args, kwargs)

    method.__name__ = method.__qualname__ = name
    return method


class Calls:
    """Sends calls and hands each waiting thread its own reply. The first waiting thread reads for all."""

    def __init__(self, channel, largest_frame):
        self._channel = channel
        self._largest_frame = largest_frame
        self._ids = itertools.count(1)
        self._replies = {}
        self._changed = threading.Condition()
        self._someone_reads = False

    def call(self, method, args, kwargs):
        number = next(self._ids)
        body = encode({
            "t": "call", "id": number, "method": method,
            "args": values.to_json(args), "kwargs": values.to_json(kwargs),
        })
        if len(body) > self._largest_frame:
            allowed = f"at most {self._largest_frame} are allowed"
            raise ValueError(f"agent.{method} got {len(body)} bytes of arguments, {allowed}")
        self._channel.send_bytes(body)
        return _unpack(self._wait_for(number))

    def _wait_for(self, number):
        with self._changed:
            while number not in self._replies:
                if self._someone_reads:
                    self._changed.wait()
                else:
                    self._read_one()
            return self._replies.pop(number)

    def _read_one(self):
        self._someone_reads = True
        reply = None
        self._changed.release()
        try:
            reply = self._channel.receive()
        finally:
            self._changed.acquire()
            self._someone_reads = False
            if reply is not None:
                self._replies[reply["id"]] = reply
            self._changed.notify_all()


def _unpack(reply):
    if reply["ok"]:
        return reply["value"]
    kind = getattr(builtins, reply["type"], None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        kind = RuntimeError
    try:
        error = kind(reply["message"])
    except TypeError:  # e.g. UnicodeDecodeError needs five arguments
        error = RuntimeError(reply["message"])
    raise error
