"""A chat-completions server on the standard library: one request at a time, for tests and tiny models.

Use vLLM for anything larger: it batches requests, this does not.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import torch

from w4s_trainer.data.chat import Chat
from w4s_trainer.errors import TrainerError
from w4s_trainer.events import emit, say
from w4s_trainer.model.load import load_chat
from w4s_trainer.model.merge import load_trained
from w4s_trainer.serve.chat_api import BadRequest, complete
from w4s_trainer.train.options import DTYPES, Device, DType
from w4s_trainer.train.world import join_world

MOST_BODY_BYTES = 32 * 2**20


class Server(ThreadingHTTPServer):
    """Takes many connections, but generates for one of them at a time."""

    request_queue_size = 128
    daemon_threads = True

    def __init__(self, address: tuple[str, int], model: Any, chat: Chat, name: str) -> None:
        super().__init__(address, Handler)
        self.model, self.chat, self.name = model, chat, name
        self.turn = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        if self.path == "/health":
            return self._reply(200, {"status": "ok"})
        if self.path == "/v1/models":
            return self._reply(
                200, {"object": "list", "data": [{"id": self.server.name, "object": "model", "owned_by": "w4s"}]}
            )
        return self._fail(404, f"No such page: {self.path}", code="not_found")

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > MOST_BODY_BYTES:
            self.close_connection = True
            return self._fail(413, "The body is too large")
        content = self.rfile.read(length)
        if self.path != "/v1/chat/completions":
            return self._fail(404, f"No such page: {self.path}", code="not_found")
        try:
            with self.server.turn:
                reply = complete(self.server.model, self.server.chat, self.server.name, json.loads(content))
        except BadRequest as error:
            return self._fail(400, str(error), param=error.param, code=error.code)
        except ValueError as error:
            return self._fail(400, f"Expected the body to be JSON: {error}")
        except Exception as error:
            say(f"request failed: {type(error).__name__}: {error}")
            return self._fail(500, f"{type(error).__name__}: {error}", kind="server_error", code="internal")
        return self._reply(200, reply)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged: they may hold what nobody else should read."""

    def _fail(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str = "invalid_request",
        kind: str = "invalid_request_error",
    ) -> None:
        self._reply(status, {"error": {"message": message, "type": kind, "param": param, "code": code}})

    def _reply(self, status: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def serve_forever(
    *, base: str, adapter: str | None, host: str, port: int, name: str | None, device: Device, dtype: DType
) -> None:
    """Serves until SIGTERM (exit 0) or SIGINT. Tells its address in the `listening` event."""
    target = join_world(device).device
    held = DTYPES[dtype] if dtype != "auto" else ("bfloat16" if target.type == "cuda" else "float32")
    chat = load_chat(base)
    model = load_trained(base, adapter, dtype=getattr(torch, held), device=target).eval()
    known = name or Path(base).name
    try:
        server = Server((host, port), model, chat, known)
    except OSError as error:
        hint = "Take another --port, or 0 for a free one."
        raise TrainerError("port-unavailable", f"Can't listen on {host}:{port}: {error.strerror}", hint=hint) from error
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    url = f"http://{host}:{server.server_address[1]}/v1"
    emit("listening", url=url, model=known, adapter=adapter, workers=1)
    say(f"{known} at {url}: one request at a time, for tests and tiny models (use vLLM for more)")
    with server:
        server.serve_forever()
