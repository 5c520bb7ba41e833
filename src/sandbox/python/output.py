"""Sends what the code prints as frames: immediately for the first lines, then in batches.

So a killed run still shows its prints.
"""
import codecs
import io
import sys
import time

EAGER_WRITES = 64
GATHER_BYTES = 4096
GATHER_SECONDS = 0.02


def capture(channel, limit):
    """Replaces stdin, stdout and stderr. Returns a function that sends the rest of the buffer."""
    raw = _Frames(channel, limit)
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), encoding="utf-8", errors="replace", line_buffering=True)
    sys.stderr = io.TextIOWrapper(io.BufferedWriter(_Nowhere()), encoding="utf-8", errors="replace")
    sys.stdin = io.StringIO("")
    stdout = sys.stdout

    def finish():
        stdout.flush()
        raw.send_gathered()

    return finish


class _Nowhere(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        return len(data)


class _Frames(io.RawIOBase):
    """Drops bytes beyond `limit`."""

    def __init__(self, channel, limit):
        self._channel = channel
        self._left = limit
        self._gathered = bytearray()
        self._writes = 0
        self._sent_at = 0.0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self):
        return True

    def write(self, data):
        kept = bytes(data[: self._left])
        self._left -= len(kept)
        self._gathered += kept
        self._writes += 1
        if self._writes <= EAGER_WRITES or len(self._gathered) >= GATHER_BYTES or self._is_due():
            self.send_gathered()
        return len(data)

    def send_gathered(self):
        if self._gathered:
            text = self._decode(bytes(self._gathered))
            self._gathered.clear()
            self._sent_at = time.monotonic()
            self._channel.send({"t": "out", "text": text})

    def _is_due(self):
        return time.monotonic() - self._sent_at > GATHER_SECONDS
