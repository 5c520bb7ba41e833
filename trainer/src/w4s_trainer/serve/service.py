"""A base and its adapters by name, and their answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from w4s_trainer.data.chat import Chat
from w4s_trainer.errors import TrainerError
from w4s_trainer.serve.adapter import Adapter, read_adapter
from w4s_trainer.serve.chat_api import BadRequest, Body, read_request, write_reply
from w4s_trainer.serve.engine import Engine
from w4s_trainer.serve.job import Job
from w4s_trainer.serve.sampling import Sample

Wait = Callable[[Job], list[Sample]]


class Service:
    """What the pages of the server do. Its methods may be called from any thread and raise BadRequest."""

    def __init__(self, engine: Engine, chat: Chat, base: str) -> None:
        self.engine, self.chat, self.base, self.default = engine, chat, base, base
        self.models: dict[str, Adapter | None] = {base: None}
        self.started = int(time.time())
        self._changing = threading.Lock()
        self._tokenizing = threading.Lock()  # tokenizers are not thread-safe

    def complete(self, body: Body, wait: Wait) -> Body:
        """Answers one request; `wait` is told the job that it waits for."""
        name = body.get("model") or self.default
        adapter = self._named(name)
        with self._tokenizing:
            prompt, sampling = read_request(self.chat, body, self.engine.runner.context)
        job = Job(prompt, sampling, self.chat.stops, adapter)
        self.engine.submit(job)
        samples = wait(job)
        with self._tokenizing:
            return write_reply(self.chat, name, body, prompt, samples)

    def listed(self) -> Body:
        return {"object": "list", "data": [self._entry(*model) for model in dict(self.models).items()]}

    def described(self, name: str) -> Body:
        return self._entry(name, self._named(name))

    def load(self, name: str, folder: str, in_place: bool = False) -> None:
        """`in_place` replaces an adapter of this name; active requests still get their answers from the one before.

        Also raises TrainerError, see `read_adapter`.
        """
        with self._changing:
            if name in self.models and name != self.base and not in_place:
                message = f"The adapter `{name}` is loaded already: unload it first, or take another name"
                raise BadRequest(message, param="lora_name")
            self.models[name] = self.engine.call(lambda: self._read(name, folder)).result()

    def unload(self, name: str) -> None:
        """Active requests still get their answers."""
        with self._changing:
            if self.models.get(name) is None:
                raise BadRequest(f"No adapter `{name}` is loaded", param="lora_name", code="not_found", status=404)
            del self.models[name]
            self.engine.call(lambda: self.engine.hold(self._adapters())).result()

    def load_or_explain(self, name: Any, folder: Any, in_place: Any) -> Body:
        """`load` for a request."""
        for field, value in (("lora_name", name), ("lora_path", folder)):
            if not isinstance(value, str) or not value:
                raise BadRequest(f"Expected `{field}` to be a text, got `{value}`", param=field)
        if not isinstance(in_place, bool):
            raise BadRequest(f"Expected `load_inplace` to be true or false, got `{in_place}`", param="load_inplace")
        try:
            self.load(name, folder, in_place)
        except TrainerError as error:
            raise BadRequest(f"{error.message}. {error.hint}", param="lora_path", code=error.code) from error
        return {"status": "ok"}

    def _read(self, name: str, folder: str) -> Adapter:
        adapter = read_adapter(self.engine.runner.model, name, folder)
        self.engine.hold([*self._adapters(but=name), adapter])
        return adapter

    def _adapters(self, but: str | None = None) -> list[Adapter]:
        return [adapter for name, adapter in self.models.items() if adapter and name != but]

    def _named(self, name: Any) -> Adapter | None:
        """None is the base."""
        models = dict(self.models)  # an adapter may be unloaded meanwhile
        if not isinstance(name, str):
            raise BadRequest(f"Expected `model` to be a text, got `{name!s:.100}`", param="model")
        if name not in models:
            message = f"The model `{name:.100}` does not exist"
            raise BadRequest(message, param="model", code="model_not_found", status=404)
        return models[name]

    def _entry(self, name: str, adapter: Adapter | None) -> Body:
        entry = {"id": name, "object": "model", "created": self.started, "owned_by": "w4s"}
        return {**entry, "root": adapter.folder, "parent": self.base} if adapter else entry
