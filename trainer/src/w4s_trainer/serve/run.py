"""The command `serve`: from the base's folder to the last answer."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import torch

from w4s_trainer.errors import TrainerError
from w4s_trainer.events import emit, say
from w4s_trainer.model.load import load_chat
from w4s_trainer.serve.engine import Engine
from w4s_trainer.serve.options import ServeOptions
from w4s_trainer.serve.room import PREFILL_TOKENS, load_model, make_cache
from w4s_trainer.serve.runner import Runner
from w4s_trainer.serve.server import Server
from w4s_trainer.serve.service import Service
from w4s_trainer.train.world import join_world

GRACE_S = 30
"""Time for answers in progress when SIGTERM arrives."""


def serve(options: ServeOptions) -> int:
    """Serves until SIGTERM (exit code 0) or SIGINT. Reports its address in the `listening` event."""
    service = _apart(make_service, options)
    engine, runner = service.engine, service.engine.runner
    engine.start()
    for name, folder in options.named_adapters():
        service.load(name, folder)
        service.default = name if len(options.adapters) == 1 else service.default
    server = Server(options.host, options.port, service)
    engine.on_failure = server.end
    _end_on_signal(server)
    cache = runner.cache
    emit(
        "listening",
        url=server.url,
        model=service.default,
        models=list(service.models),
        slots=runner.slots,
        context=runner.context,
        device=str(cache.device),
        dtype="int8" if options.rounds else str(cache.dtype).removeprefix("torch."),
    )
    say(f"{', '.join(service.models)} at {server.url}: {runner.slots} slots of {runner.context} tokens")
    with server:
        server.serve_forever()
    server.wait_for_answers(GRACE_S)
    engine.stop()
    engine.join(GRACE_S)
    if engine.failure:
        raise explain(engine.failure, runner) from engine.failure
    return 0


def _apart(make: Callable[[ServeOptions], Service], options: ServeOptions) -> Service:
    """In a thread that ends. Torch's threads wait for each other actively only while they are no more than the cores:
    with those of a second thread that has computed, every step of the engine takes half as long again.
    """
    with ThreadPoolExecutor(1) as maker:
        return maker.submit(make, options).result()


def make_service(options: ServeOptions) -> Service:
    """With an engine that is not started yet."""
    device = join_world(options.device).device
    chat = load_chat(options.base)
    model = load_model(options, device)
    cache = make_cache(model, slots=options.slots, context=options.context)
    runner = Runner(model, cache, graphs=options.graphs and device.type == "cuda")
    return Service(Engine(runner, prefill_tokens=PREFILL_TOKENS[device.type]), chat, options.base_name())


def explain(failure: BaseException, runner: Runner) -> TrainerError:
    if isinstance(failure, torch.OutOfMemoryError):
        hint = f"Lower --slots (now {runner.slots}) or --context (now {runner.context})."
        return TrainerError("out-of-memory", "The memory of the device is full", hint=hint)
    traceback.print_exception(failure, file=sys.stderr)
    hint = "Start it again. If it fails again, please report it with the text above; or serve it with vLLM."
    return TrainerError("engine-failed", f"The model stopped: {type(failure).__name__}: {failure}", hint=hint)


def _end_on_signal(server: Server) -> None:
    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        threading.Thread(target=server.end, daemon=True).start()

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, end)
