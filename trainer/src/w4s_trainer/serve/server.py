"""A chat-completions server that batches continuously, on the standard library, torch and transformers."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

from w4s_trainer.errors import TrainerError
from w4s_trainer.serve.handler import LOOK_S, Handler
from w4s_trainer.serve.service import Service

MOST_CONNECTIONS = 1024
"""Held at once; further ones wait to be accepted."""
SWITCH_S = 0.0005
"""Time after which a thread yields: the engine must not wait for threads that read requests."""


class Server(ThreadingHTTPServer):
    request_queue_size = 1024
    daemon_threads = True

    def __init__(self, host: str, port: int, service: Service) -> None:
        """Raises TrainerError ``port-unavailable``."""
        self.host, self.service = host, service
        self.ending = False
        self._places = threading.Semaphore(MOST_CONNECTIONS)
        self._working = 0
        self._changed = threading.Condition()
        sys.setswitchinterval(SWITCH_S)
        if ":" in host:
            self.address_family = socket.AF_INET6
        try:
            super().__init__((host, port), Handler)
        except OSError as error:
            message = f"Can't listen on {host}:{port}: {error.strerror}"
            raise TrainerError("port-unavailable", message, hint="Use another --port, or 0 for a free one.") from error

    @property
    def url(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}:{self.server_address[1]}/v1"

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Around an answer, from the request's first line to its last byte."""
        with self._changed:
            self._working += 1
        try:
            yield
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def end(self) -> None:
        """Accepts no more requests; `serve_forever` returns."""
        self.ending = True
        self.shutdown()

    def wait_for_answers(self, seconds: float) -> None:
        """Waits until active requests are answered, or the time is over."""
        until = time.monotonic() + seconds
        with self._changed:
            while self._working and time.monotonic() < until:
                self._changed.wait(until - time.monotonic())

    def process_request(self, request: Any, client_address: Any) -> None:
        while not self._places.acquire(timeout=LOOK_S):
            if self.ending:
                self.shutdown_request(request)
                return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is the client's concern."""
