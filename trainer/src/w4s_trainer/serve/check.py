"""Checks correctness and speed on this machine: the same answers as transformers' own forward pass, and tokens per
second."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import torch

from w4s_trainer.events import emit
from w4s_trainer.measure.synthetic import random_model
from w4s_trainer.model.int8 import is_rounded, round_linears
from w4s_trainer.serve.adapter import LINEAR, Adapter
from w4s_trainer.serve.attention import implementation
from w4s_trainer.serve.engine import Engine
from w4s_trainer.serve.job import Job
from w4s_trainer.serve.options import ServeOptions
from w4s_trainer.serve.room import PREFILL_TOKENS, load_model, make_cache
from w4s_trainer.serve.runner import Runner
from w4s_trainer.serve.sampling import Sample, Sampling
from w4s_trainer.train.world import join_world

PRESET = "qwen2.5-0.5b"
CONTEXT = 1024
PROMPT, ANSWER = {"cuda": 128, "cpu": 32}, {"cuda": 64, "cpu": 16}
"""Tokens per timed sequence."""
SLOTS = {"cuda": (1, 16, 64, 256), "cpu": (1, 8, 16, 32)}
ADAPTERS, RANK = 8, 16
TOLERANCE = {torch.bfloat16: 0.1, torch.float16: 0.05}
"""Of the mean difference of log-probabilities; 0.001 where nothing is rounded to 8 bits. In bfloat16 a logit of 20 is
known to 0.06, so the largest difference of an unlikely token is many times the mean."""
ROUNDED_TOLERANCE = 0.4
"""With `int8`: what differs by a rounding error differs by up to a 127th of the largest value after the next layer."""


def check(options: ServeOptions) -> int:
    """One `measured` event per number of slots, without and with CUDA graphs and adapters. Exit code 1: answers
    differ."""
    device = join_world(options.device).device
    model = _model(options, device)
    ways = (False, True) if device.type == "cuda" and options.graphs else (False,)
    results = [_check_one(model, graphs) for graphs in ways]
    return 0 if all(results) else 1


def _check_one(model: Any, graphs: bool) -> bool:
    kind = model.device.type
    runner = Runner(model, make_cache(model, slots=SLOTS[kind][-1], context=CONTEXT), graphs=graphs)
    engine = Engine(runner, prefill_tokens=PREFILL_TOKENS[kind])
    engine.start()
    right = _compare(engine, graphs)
    for adapters, slots in _cases(kind):
        engine.call(partial(engine.hold, _adapters(model, adapters))).result()
        emit(
            "measured",
            slots=slots,
            adapters=adapters,
            **_speed(engine, slots, PROMPT[kind], ANSWER[kind]),
            **_facts(runner),
        )
    engine.stop()
    engine.join()
    return right


def _cases(kind: str) -> Iterator[tuple[int, int]]:
    yield from ((0, slots) for slots in SLOTS[kind])
    yield ADAPTERS, SLOTS[kind][-2]


def _model(options: ServeOptions, device: torch.device) -> Any:
    if options.base:
        return load_model(options, device)
    dtype = options.held(device)
    model = random_model(PRESET, dtype=dtype, device=device, attention=implementation(), seed=0).eval()
    return round_linears(model) if options.rounds else model


def _compare(engine: Engine, graphs: bool) -> bool:
    jobs = [_job(engine, 20 + 7 * seed, Sampling(max_tokens=24, seed=seed)) for seed in range(16)]
    found = [samples[0] for samples in _run(engine, jobs)]
    again = [samples[0] for samples in _run(engine, [Job(job.prompt, job.sampling, job.stops) for job in jobs])]
    apart = [error for job, sample in zip(jobs, found, strict=True) for error in _differences(engine, job, sample)]
    mean = sum(apart) / len(apart)
    same = sum(one.ids == other.ids for one, other in zip(found, again, strict=True))
    runner = engine.runner
    tolerance = ROUNDED_TOLERANCE if is_rounded(runner.model) else TOLERANCE.get(runner.cache.dtype, 0.001)
    passed = mean <= tolerance
    facts = {
        "mean_difference": round(mean, 5),
        "largest_difference": round(max(apart), 5),
        "repeated": same / len(jobs),
    }
    emit("measured", graphs=graphs, **facts, passed=passed)
    return passed


@torch.inference_mode()
def _differences(engine: Engine, job: Job, sample: Sample) -> list[float]:
    """Of each token's log-probability from that of the whole text in one pass of transformers' own."""
    model = engine.runner.model
    model.set_attn_implementation("sdpa")
    ids = torch.tensor([job.prompt + sample.ids], device=engine.runner.cache.device)
    logs = torch.log_softmax(model(input_ids=ids, use_cache=False).logits[0].float(), dim=-1)
    model.set_attn_implementation(implementation())
    wanted = logs[len(job.prompt) - 1 : -1].gather(1, ids[0, len(job.prompt) :, None])[:, 0].tolist()
    return [abs(one - other) for one, other in zip(wanted, sample.logprobs, strict=True)]


def _speed(engine: Engine, slots: int, prompt: int, answer: int) -> dict[str, Any]:
    """The first run captures what is to be captured."""
    adapters: list[Adapter | None] = [*engine.runner.bank.adapters] or [None]
    for _ in range(2):
        sampling = Sampling(max_tokens=answer, seed=0)
        jobs = [_job(engine, prompt, sampling, adapters[at % len(adapters)], text=at) for at in range(slots)]
        began = time.monotonic()
        _run(engine, [Job(job.prompt, Sampling(max_tokens=1), (), job.adapter) for job in jobs])
        prompts = time.monotonic() - began
        _run(engine, jobs)
        whole = time.monotonic() - began - prompts
    answered = slots * (answer - 1)
    return {
        "tokens_per_s": round(answered / max(whole - prompts, 1e-9), 1),
        "prompt_tokens_per_s": round(slots * prompt / prompts, 1),
        "seconds": round(whole, 3),
    }


def _run(engine: Engine, jobs: list[Job]) -> list[list[Sample]]:
    """Nothing of earlier prompts is used."""
    engine.call(engine.prefixes.clear).result()
    for job in jobs:
        engine.submit(job)
    return [job.done.result() for job in jobs]


def _job(engine: Engine, length: int, sampling: Sampling, adapter: Adapter | None = None, text: int = 0) -> Job:
    """Its prompt follows from `length` and `text`, and has no beginning in common with another."""
    rng = random.Random(f"{length}:{text}")
    vocabulary = engine.runner.model.get_input_embeddings().num_embeddings
    return Job([rng.randrange(vocabulary) for _ in range(length)], sampling, (), adapter)


def _adapters(model: Any, count: int) -> list[Adapter]:
    """Random ones, on every linear layer but the last."""
    head = model.get_output_embeddings()
    layers = {
        name: (torch.randn(RANK, layer.in_features) * 0.01, torch.randn(layer.out_features, RANK) * 0.01)
        for name, layer in model.named_modules()
        if isinstance(layer, LINEAR) and layer is not head
    }
    return [Adapter(str(index), "", 2.0, layers) for index in range(count)]


def _facts(runner: Runner) -> dict[str, Any]:
    device = runner.cache.device
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else f"cpu, {torch.get_num_threads()} threads"
    return {
        "graphs": runner.graphs is not None and not runner.graphs.failed,
        "device": name,
        "dtype": "int8" if is_rounded(runner.model) else str(runner.cache.dtype).removeprefix("torch."),
    }
