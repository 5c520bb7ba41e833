"""What a run and its host say, as JSON texts."""
import json

import values


class Channel:
    def __init__(self, send, run):
        self._send, self._run = send, run

    def send(self, message):
        self.send_bytes(encode(message))

    def send_bytes(self, body):
        self._send(self._run, body.decode())


def encode(message):
    return json.dumps(message, separators=(",", ":"), allow_nan=False).encode()


def decode(text):
    return json.loads(text, object_hook=values.untag if '"$' in text else None)
