"""The pages of the server. One thread per connection, which waits for the engine."""

from __future__ import annotations

import json
import socket
from concurrent.futures import TimeoutError as NotYet
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from w4s_trainer.events import say
from w4s_trainer.serve.chat_api import BadRequest, Body, read_object
from w4s_trainer.serve.engine import EngineEnded
from w4s_trainer.serve.guard import is_loopback, refusal
from w4s_trainer.serve.job import Job
from w4s_trainer.serve.sampling import Sample

if TYPE_CHECKING:
    from w4s_trainer.serve.server import Server

MODEL = "/v1/models/"
MOST_BODY_BYTES = 32 * 2**20
IDLE_S = 75
"""Time after which an idle connection is closed."""
LOOK_S = 0.5
"""How often to check whether a waiting client is still there."""


class HungUp(Exception):
    """The client is gone."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S
    wbufsize = -1  # one piece, so that no delayed acknowledgement holds it up
    server: Server

    def do_GET(self) -> None:
        service, path = self.server.service, self._path
        pages = {"/health": self._health, "/v1/models": service.listed}
        if path.startswith(MODEL):
            pages[path] = lambda: service.described(unquote(path.removeprefix(MODEL)))
        self._answer(pages)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        self._answer(
            {
                "/v1/chat/completions": lambda: self.server.service.complete(self._body(), self._wait),
                "/v1/load_lora_adapter": self._load,
                "/v1/unload_lora_adapter": self._unload,
            }
        )

    def handle_expect_100(self) -> bool:
        """The client sends no body before it has read this."""
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the standard library itself refuses: another method, or a request that it can't read."""
        self.close_connection = True
        self._fail(code, message or self.responses[HTTPStatus(code)][0])

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are not logged: they may be confidential."""

    def _answer(self, pages: dict[str, Any]) -> None:
        with self.server.at_work():
            try:
                self._reply(200, self._page(pages))
            except BadRequest as error:
                self._fail(error.status, str(error), param=error.param, code=error.code)
            except EngineEnded as error:
                self.close_connection = True
                status = 500 if self.server.service.engine.failure else 503
                self._fail(status, str(error), kind="server_error", code="engine_ended")
            except (HungUp, ConnectionError):
                self.close_connection = True
            except Exception as error:
                say(f"request failed: {type(error).__name__}: {error}")
                self._fail(500, f"{type(error).__name__}: {error}", kind="server_error", code="internal")
            self.wfile.flush()

    def _page(self, pages: dict[str, Any]) -> Body:
        if self.server.ending:
            raise EngineEnded("The server is ending")
        refused = refusal(self.headers.get("host"), self.headers.get("origin"), self.server.host)
        if refused:
            self.close_connection = True  # the rest of the body is not read
            status, message, code = refused
            raise BadRequest(message, code=code, status=status)
        if self._path not in pages:
            self.close_connection = True
            raise BadRequest(f"No such page: {self._path}", code="not_found", status=404)
        return pages[self._path]()

    @property
    def _path(self) -> str:
        """Without a query: no page has one."""
        return self.path.partition("?")[0]

    def _health(self) -> Body:
        return {"status": "ok", **self.server.service.engine.load}

    def _load(self) -> Body:
        body = self._local_body()
        in_place = body.get("load_inplace", False)
        return self.server.service.load_or_explain(body.get("lora_name"), body.get("lora_path"), in_place)

    def _unload(self) -> Body:
        self.server.service.unload(str(self._local_body().get("lora_name")))
        return {"status": "ok"}

    def _local_body(self) -> Body:
        """Paths are those of this machine: only who is on it may name them."""
        if not is_loopback(self.client_address[0]):
            self.close_connection = True
            raise BadRequest("Expected a request from this machine", code="not_local", status=403)
        return self._body()

    def _body(self) -> Body:
        self.close_connection, kept = True, self.close_connection  # until the body is read
        kind = (self.headers.get("content-type") or "").split(";")[0].strip().lower()
        if kind != "application/json":
            message = "Expected the content type application/json, got another"
            raise BadRequest(message, code="unsupported_media_type", status=415)
        length = self.headers.get("content-length") or ""
        if not length.isdecimal():
            raise BadRequest("Expected a content length", code="length_required", status=411)
        if int(length) > MOST_BODY_BYTES:
            raise BadRequest(f"Expected a body of at most {MOST_BODY_BYTES} bytes", code="body_too_large", status=413)
        content = self.rfile.read(int(length))
        self.close_connection = kept
        try:
            return read_object(json.loads(content))
        except (ValueError, RecursionError) as error:
            raise BadRequest(f"Expected the body to be JSON: {error}") from error

    def _wait(self, job: Job) -> list[Sample]:
        while True:
            try:
                return job.done.result(LOOK_S)
            except NotYet:
                if self._is_alone():
                    self.server.service.engine.cancel(job)
                    raise HungUp from None

    def _is_alone(self) -> bool:
        self.connection.setblocking(False)
        try:
            return self.connection.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.connection.settimeout(self.timeout)

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
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
