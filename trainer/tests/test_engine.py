"""Sequences that come and go beside each other get what transformers' `generate` gives each of them alone."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny import make_model, make_tokenizer, save_adapter
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM

from w4s_trainer.errors import TrainerError
from w4s_trainer.model.adapter import load_adapter
from w4s_trainer.serve.adapter import Adapter, read_adapter
from w4s_trainer.serve.attention import Decode, RowByRow, Siblings, implementation
from w4s_trainer.serve.engine import Engine, EngineEnded, NotANumber
from w4s_trainer.serve.job import Job
from w4s_trainer.serve.room import make_cache
from w4s_trainer.serve.runner import Runner
from w4s_trainer.serve.sampling import Sample, Sampling, nucleus, pick

VOCABULARY = len(make_tokenizer())
STOP = 7


def qwen2(attention: str) -> Any:
    model = make_model(VOCABULARY, attention="dense")
    model.set_attn_implementation(attention)
    return model.eval()


def llama(attention: str) -> Any:
    torch.manual_seed(1)
    shape = {"hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 3, "head_dim": 16}
    heads = {"num_attention_heads": 6, "num_key_value_heads": 2, "max_position_embeddings": 512}
    config = LlamaConfig(vocab_size=VOCABULARY, initializer_range=0.2, **shape, **heads)
    model = LlamaForCausalLM(config).double()
    model.set_attn_implementation(attention)
    return model.eval()


ARCHITECTURES = {"qwen2": qwen2, "llama": llama}


@pytest.fixture(scope="module", params=list(ARCHITECTURES))
def architecture(request: pytest.FixtureRequest) -> Any:
    return ARCHITECTURES[request.param]


@pytest.fixture(scope="module")
def folders(architecture: Any, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Adapters of different rank and scaling, one of them on two kinds of layers only."""
    place = tmp_path_factory.mktemp("adapters")
    kinds = [(2, 8.0, "all-linear"), (8, 4.0, "all-linear"), (3, 3.0, ["q_proj", "down_proj"])]
    return [
        str(save_adapter(place / str(seed), architecture("sdpa"), rank=rank, alpha=alpha, seed=seed, layers=layers))
        for seed, (rank, alpha, layers) in enumerate(kinds)
    ]


def make_engine(model: Any, *, slots: int = 4, context: int = 64, **options: Any) -> Engine:
    runner = Runner(model, make_cache(model, slots=slots, context=context))
    return Engine(runner, **{"prefill_tokens": 64, **options})


@pytest.fixture
def engine(architecture: Any) -> Iterator[Engine]:
    engine = make_engine(architecture(implementation()))
    engine.start()
    yield engine
    engine.stop()
    engine.join(10)


def hold(engine: Engine, folders: list[str]) -> list[Adapter]:
    def act() -> list[Adapter]:
        adapters = [read_adapter(engine.runner.model, folder, folder) for folder in folders]
        engine.hold(adapters)
        return adapters

    return engine.call(act).result(20)


def prompts(count: int, seed: int = 0) -> list[list[int]]:
    rng = random.Random(seed)
    return [[rng.randrange(VOCABULARY) for _ in range(rng.randint(1, 30))] for _ in range(count)]


@torch.no_grad()
def logprobs_of(model: Any, prompt: list[int], ids: list[int]) -> list[float]:
    logs = torch.log_softmax(model(torch.tensor([prompt + ids])).logits[0], dim=-1)
    return [float(logs[len(prompt) + at - 1, token]) for at, token in enumerate(ids)]


def generated(model: Any, prompt: list[int], most: int) -> list[int]:
    config = GenerationConfig(do_sample=False, max_new_tokens=most, eos_token_id=STOP, pad_token_id=0)
    ids = torch.tensor([prompt])
    output = model.generate(input_ids=ids, attention_mask=torch.ones_like(ids), generation_config=config)
    return output[0, len(prompt) :].tolist()


def test_all_that_run_beside_each_other_are_as_alone(engine: Engine, architecture: Any, folders: list[str]) -> None:
    """More sequences than slots, prompts and answers of all lengths, four adapters or none, in random order."""
    adapters = [None, *hold(engine, folders)]
    rng = random.Random(3)
    jobs = []
    for prompt in prompts(24):
        temperature = rng.choice([0.0, 0.8])
        sampling = Sampling(n=rng.choice([1, 1, 3, 6]), temperature=temperature, max_tokens=rng.randint(1, 20), seed=5)
        jobs.append(Job(prompt, sampling, {STOP}, rng.choice(adapters)))
    for job in jobs:
        engine.submit(job)
    references = {None: architecture("sdpa")}
    references |= {folder: load_adapter(architecture("sdpa"), folder) for folder in folders}
    for job in jobs:
        reference = references[job.adapter.folder if job.adapter else None]
        samples = job.done.result(60)
        assert len(samples) == job.sampling.n
        for sample in samples:
            assert sample.logprobs == pytest.approx(logprobs_of(reference, job.prompt, sample.ids), abs=1e-4)
            assert sample.stopped == (sample.ids[-1] == STOP)
            assert len(sample.ids) == job.sampling.max_tokens or sample.stopped
            if job.sampling.temperature == 0:
                assert sample.ids == generated(reference, job.prompt, job.sampling.max_tokens)
    assert engine.load == {"running": 0, "waiting": 0}


def test_what_a_slot_still_holds_is_not_run_again(architecture: Any) -> None:
    """A conversation that goes on, and another that begins alike, after others had their turn in three slots."""
    engine = make_engine(architecture(implementation()), slots=3, context=128)
    run: list[int] = []
    hidden = engine.runner._hidden
    engine.runner._hidden = lambda ids, *rest: (run.append(ids.numel()), hidden(ids, *rest))[1]  # type: ignore[method-assign]
    engine.start()
    first, other = ([token % (VOCABULARY - 9) + 9 for token in range(start, start + 40)] for start in (0, 50))

    def ask(prompt: list[int]) -> tuple[list[int], int]:
        run.clear()
        job = Job(prompt, Sampling(max_tokens=5, temperature=0.0), ())
        engine.submit(job)
        ids = job.done.result(20)[0].ids
        assert ids == generated(architecture("sdpa"), prompt, 5)[: len(ids)]
        return ids, sum(run)

    answer, cold = ask(first)
    assert cold == 40 + 4
    ask(other)
    longer = [*first, *answer, 3, 4]
    assert ask(longer)[1] == 2 + 5  # with the last token of the answer, which had not been run
    assert ask(other)[1] == 5
    assert ask([*first[:30], 5, 6])[1] == 1 + 5
    engine.stop()
    engine.join(10)


@pytest.mark.parametrize("seed", range(3))
def test_prompts_that_begin_alike_are_as_alone(
    engine: Engine, architecture: Any, folders: list[str], seed: int
) -> None:
    """Common beginnings of all lengths, samples, adapters that compute other keys, requests that are given up."""
    adapters = [None, *hold(engine, folders[:2])]
    rng = random.Random(seed)
    stems = prompts(3, seed)
    jobs: list[Job] = []
    given_up: list[Job] = []
    for _ in range(60):
        stem = rng.choice(stems)
        prompt = stem[: rng.randint(1, len(stem))] + [rng.randrange(VOCABULARY) for _ in range(rng.randint(0, 6))]
        sampling = Sampling(n=rng.choice([1, 1, 3]), temperature=0.0, max_tokens=rng.randint(1, 12))
        jobs.append(Job(prompt, sampling, {STOP}, rng.choice(adapters)))
        engine.submit(jobs[-1])
        if rng.random() < 0.15:
            given_up.append(rng.choice(jobs))
            engine.cancel(given_up[-1])
        if rng.random() < 0.3:
            engine.call(lambda: None).result(20)
    references = {None: architecture("sdpa")}
    references |= {folder: load_adapter(architecture("sdpa"), folder) for folder in folders[:2]}
    kept = [job for job in jobs if job not in given_up]
    assert len(kept) > 30
    for job in kept:
        reference = references[job.adapter.folder if job.adapter else None]
        for sample in job.done.result(60):
            assert sample.logprobs == pytest.approx(logprobs_of(reference, job.prompt, sample.ids), abs=1e-4)
            assert sample.ids == generated(reference, job.prompt, job.sampling.max_tokens)


def test_a_seed_decides_its_samples_alone_and_beside_others(engine: Engine) -> None:
    prompt = prompts(1)[0]

    def ask(seed: int) -> Job:
        job = Job(prompt, Sampling(n=5, seed=seed, max_tokens=12), {STOP})
        engine.submit(job)
        return job

    alone = ask(1).done.result(20)
    beside = [ask(seed) for seed in (2, 1, 3)]
    found = [[sample.ids for sample in job.done.result(20)] for job in beside]
    assert found[1] == [sample.ids for sample in alone]
    assert found[0] != found[1] != found[2]
    assert len({tuple(ids) for ids in found[1]}) == 5


def test_unseeded_samples_differ(engine: Engine) -> None:
    jobs = [Job([3, 4, 5], Sampling(max_tokens=12), ()) for _ in range(2)]
    for job in jobs:
        engine.submit(job)
    first, second = (job.done.result(20)[0].ids for job in jobs)
    assert first != second


def test_a_cancelled_request_frees_its_slots_and_those_beside_it_go_on(engine: Engine, architecture: Any) -> None:
    endless = Job([1, 2, 3], Sampling(n=9, temperature=0, max_tokens=61), ())
    kept = Job([4, 5], Sampling(n=1, temperature=0, max_tokens=40), ())
    engine.submit(kept)
    engine.submit(endless)
    engine.cancel(endless)
    assert kept.done.result(20)[0].ids == generated_endless(architecture("sdpa"), kept.prompt, 40)
    with pytest.raises(CancelledError):
        endless.done.result(20)
    assert engine.call(lambda: engine.load).result(20) == {"running": 0, "waiting": 0}


def generated_endless(model: Any, prompt: list[int], most: int) -> list[int]:
    config = GenerationConfig(do_sample=False, max_new_tokens=most, eos_token_id=None, pad_token_id=0)
    return model.generate(input_ids=torch.tensor([prompt]), generation_config=config)[0, len(prompt) :].tolist()


def test_an_adapter_in_use_stays_until_its_requests_are_answered(engine: Engine, folders: list[str]) -> None:
    first, second, _ = hold(engine, folders)
    wanted = Job([1, 2, 3], Sampling(temperature=0, max_tokens=12), (), second)
    engine.submit(wanted)
    ids = wanted.done.result(20)[0].ids
    again = Job([1, 2, 3], Sampling(n=9, temperature=0, max_tokens=12), (), second)
    engine.submit(again)
    engine.call(lambda: engine.hold([first])).result(20)
    assert {tuple(sample.ids) for sample in again.done.result(20)} == {tuple(ids)}
    engine.call(lambda: engine.hold([first])).result(20)
    assert engine.runner.bank.adapters == [first]


def test_a_request_whose_adapter_was_unloaded_before_it_came_is_answered(engine: Engine, folders: list[str]) -> None:
    first, second, _ = hold(engine, folders)
    engine.call(lambda: engine.hold([first])).result(20)
    job = Job([1, 2, 3], Sampling(max_tokens=3), (), second)
    engine.submit(job)
    assert len(job.done.result(20)[0].ids) == 3


def test_a_request_without_numbers_fails_alone_and_leaves_nothing_in_its_slots() -> None:
    model = llama(implementation())
    with torch.no_grad():
        model.get_input_embeddings().weight[9] = float("nan")
    engine = make_engine(model, slots=2)
    engine.start()
    bad = [Job([1, 9, 2, 3, 4, 5], Sampling(max_tokens=30), ()) for _ in range(3)]
    fine = [Job([1, 2], Sampling(n=3, temperature=0, max_tokens=1), ()) for _ in range(3)]
    for pair in zip(bad, fine, strict=True):
        for job in pair:
            engine.submit(job)
    for broken, whole in zip(bad, fine, strict=True):
        with pytest.raises(NotANumber):
            broken.done.result(20)
        assert len(whole.done.result(20)) == 3
    engine.stop()


def test_a_failure_answers_all_who_wait_and_all_who_come_later() -> None:
    told = threading.Event()
    engine = make_engine(qwen2(implementation()), on_failure=told.set)
    jobs = [Job([1, 2], Sampling(max_tokens=50), ()) for _ in range(9)]
    for job in jobs:
        engine.submit(job)

    def break_(*_: Any) -> None:
        raise RuntimeError("the device is gone")

    engine.runner.decode = break_  # type: ignore[method-assign]
    engine.start()
    for job in jobs:
        with pytest.raises(EngineEnded, match="the device is gone"):
            job.done.result(20)
    assert told.wait(20)
    late = Job([1], Sampling(), ())
    engine.submit(late)
    with pytest.raises(EngineEnded):
        late.done.result(20)
    with pytest.raises(EngineEnded):
        engine.call(lambda: None).result(20)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA: `serve --check` compares there")
def test_without_graphs_steps_of_their_shapes_say_the_same() -> None:
    """A capture fails here; what is padded to its shape is run as it is then."""
    model = qwen2(implementation())
    runner = Runner(model, make_cache(model, slots=6, context=300), graphs=True)
    padded, plain = Engine(runner, prefill_tokens=64), make_engine(model, slots=6, context=300)
    found = []
    for engine in (padded, plain):
        engine.start()
        jobs = [Job(prompt, Sampling(n=2, max_tokens=9, seed=1), ()) for prompt in prompts(5)]
        for job in jobs:
            engine.submit(job)
        found.append([[sample.ids for sample in job.done.result(20)] for job in jobs])
        engine.stop()
    assert found[0] == found[1]
    assert runner.graphs and runner.graphs.failed


def test_draws_follow_the_distribution() -> None:
    """Inverse transform sampling over an even grid meets every probability to the grid's width."""
    torch.manual_seed(0)
    logits = 3 * torch.randn(1, 1500)
    grid = (torch.arange(20_000) + 0.5) / 20_000
    tokens, _ = pick(logits.expand(20_000, -1), torch.full((20_000,), 0.7), grid, logits.expand(20_000, -1))
    wanted = torch.softmax(logits[0] / 0.7, dim=-1)
    assert float((torch.bincount(tokens, minlength=1500) / 20_000 - wanted).abs().max()) < 2 / 20_000


@pytest.mark.parametrize("uniform", [0.0, 1 - 2**-53])
def test_what_is_impossible_is_never_drawn(uniform: float) -> None:
    logits = torch.full((1, 1030), float("-inf"))
    logits[0, [5, 700]] = torch.tensor([0.0, 1.0])
    token, logprob = pick(logits, torch.ones(1), torch.tensor([uniform], dtype=torch.float64), logits)
    assert int(token) == (5 if uniform == 0 else 700) and bool(logprob.isfinite())


def test_top_p_leaves_the_smallest_set_that_is_likely_enough() -> None:
    logits = torch.tensor([[0.5, 0.3, 0.15, 0.05]]).log().repeat(4, 1)
    kept = nucleus(logits, torch.tensor([1.0, 1.0, 0.0, 1.0]), torch.tensor([0.6, 0.81, 0.1, 1.0])).isfinite()
    assert kept.sum(dim=1).tolist() == [2, 3, 1, 4]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"use_sliding_window": True, "sliding_window": 8, "max_window_layers": 1}, "sliding window of 8"),
        ({"final_logit_softcapping": 30.0}, "final_logit_softcapping"),
    ],
)
def test_models_that_slots_would_not_be_exact_for(change: dict[str, Any], named: str) -> None:
    model = make_model(VOCABULARY, **change)
    model.set_attn_implementation(implementation())
    with pytest.raises(TrainerError, match=named) as caught:
        make_cache(model, slots=2, context=64)
    assert caught.value.code == "unsupported-model" and "vLLM" in str(caught.value.hint)


def test_slots_that_memory_can_not_hold() -> None:
    model = make_model(VOCABULARY)
    model.set_attn_implementation(implementation())
    with pytest.raises(TrainerError, match="GB to be free for 1000000000 slots of 512 tokens") as caught:
        make_cache(model, slots=10**9, context=None)
    assert caught.value.code == "out-of-memory" and "--slots" in str(caught.value.hint)


def test_a_model_that_changes_its_logits_is_found_out() -> None:
    model = make_model(VOCABULARY).double()
    model.set_attn_implementation(implementation())
    plain = model.forward

    def scaled(**given: Any) -> Any:
        output = plain(**given)
        output.logits = 2 * output.logits
        return output

    model.forward = scaled
    with pytest.raises(TrainerError, match="does more than its attention and its output layer"):
        make_cache(model, slots=2, context=64)


def test_adapters_that_are_more_than_lora_are_refused(tmp_path: Path) -> None:
    folder = save_adapter(tmp_path, qwen2("sdpa"), rank=2, alpha=2, use_dora=True)
    with pytest.raises(TrainerError, match="use_dora") as caught:
        read_adapter(qwen2("sdpa"), "a", str(folder))
    assert caught.value.code == "adapter-unsupported"


def test_adapters_without_numbers_are_refused(tmp_path: Path) -> None:
    """In one product with others they would spoil theirs."""
    folder = save_adapter(tmp_path, qwen2("sdpa"), rank=2, alpha=2, scale=float("inf"))
    with pytest.raises(TrainerError, match="not finite") as caught:
        read_adapter(qwen2("sdpa"), "a", str(folder))
    assert caught.value.code == "adapter-unsupported"


def test_a_sample_is_told_when_it_is_whole() -> None:
    job = Job([1], Sampling(n=2), ())
    job.finish(1, Sample([2], [0.0], True))
    assert not job.done.done()
    job.finish(0, Sample([1], [0.0], True))
    assert [sample.ids for sample in job.done.result(0)] == [[1], [2]]


def test_a_cpu_reads_each_slot_to_its_own_length_and_a_prompt_once_for_its_samples() -> None:
    torch.manual_seed(0)
    cache = torch.randn(2, 2, 5, 2, 40, 8)
    positions = [20, 31, 7, 25, 22]
    groups = [Siblings([0, 3, 4], 18), Siblings([1], 0), Siblings([2], 0)]
    for slot in (3, 4):
        cache[:, :, slot, :, :18] = cache[:, :, 0, :, :18]
    query, key, value = (torch.randn(5, heads, 1, 8) for heads in (6, 2, 2))
    at = torch.tensor(positions)
    wanted = Decode.of(cache.clone(), at, 40).attend(1, query, key, value, 0.3)
    found = RowByRow.of(cache, positions, groups).attend(1, query, key, value, 0.3)
    assert torch.allclose(found, wanted, atol=1e-5)
