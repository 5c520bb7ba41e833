"""Frames to and from the host: four bytes of length, big-endian, then one JSON object."""
import json
import os
import threading

import values


class Channel:
    def __init__(self, descriptor):
        self._descriptor = descriptor
        self._lock = threading.RLock()

    def send(self, message):
        self.send_bytes(encode(message))

    def send_bytes(self, body):
        rest = memoryview(len(body).to_bytes(4, "big") + body)
        with self._lock:
            while rest:
                rest = rest[os.write(self._descriptor, rest):]

    def receive(self):
        """The next frame; raises EOFError if the host is gone."""
        size = int.from_bytes(self._exactly(4), "big")
        return decode(self._exactly(size))

    def _exactly(self, size):
        parts = []
        while size > 0:
            part = os.read(self._descriptor, min(size, 1 << 20))
            if not part:
                raise EOFError("the host has closed the connection")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def encode(message):
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode()


def decode(body):
    hook = values.untag if b'"$' in body else None
    return json.loads(body, object_hook=hook)
