"""A real server in its own process, asked over HTTP."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import torch
from running import start
from tiny import make_row, save_adapter

from w4s_trainer.cli.main import main
from w4s_trainer.data.chat import Chat
from w4s_trainer.data.row import parse_row
from w4s_trainer.model.adapter import load_adapter
from w4s_trainer.model.load import load_weights

MESSAGES = [{"role": "user", "content": "improve it"}]
TINY = ("--device", "cpu", "--dtype", "fp32", "--threads", "1", "--port", "0")


@contextmanager
def serving(*arguments: str | Path) -> Iterator[tuple[str, subprocess.Popen]]:
    with start("serve", *TINY, *arguments) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, process.stderr and process.stderr.read()
            yield json.loads(line)["url"], process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def adapters(base: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("adapters")
    return [
        save_adapter(place / name, plain(base), rank=2 + seed, alpha=8, seed=seed) for seed, name in enumerate("abc")
    ]


@pytest.fixture(scope="module")
def url(base: Path, adapters: list[Path]) -> Iterator[str]:
    first, second, _ = adapters
    with serving("--base", base, "--slots", "4", "--adapter", f"one={first}", "--adapter", f"two={second}") as (
        url,
        process,
    ):
        yield url
        process.terminate()
        assert process.wait(20) == 0


def plain(base: Path) -> Any:
    return load_weights(str(base), dtype=torch.float32, device=torch.device("cpu"))


def ask(url: str, body: Any, path: str = "/chat/completions") -> tuple[int, dict[str, Any]]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data=content, headers={"content-type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_sampled_ids_and_log_probabilities(url: str, base: Path, chat: Chat) -> None:
    body = {
        "messages": MESSAGES,
        "n": 3,
        "seed": 7,
        "temperature": 0.7,
        "max_tokens": 12,
        "logprobs": True,
        "return_token_ids": True,
    }
    status, reply = ask(url, body)
    assert status == 200 and reply["model"] == "base"
    assert reply["prompt_token_ids"] == chat.prompt(tuple(MESSAGES), "t")
    model = load_weights(str(base), dtype=torch.float32, device=torch.device("cpu"))
    for choice in reply["choices"]:
        ids, content = choice["token_ids"], choice["logprobs"]["content"]
        with torch.no_grad():
            logs = torch.log_softmax(model(torch.tensor([reply["prompt_token_ids"] + ids])).logits[0], -1)
        wanted = [float(logs[len(reply["prompt_token_ids"]) + index - 1, token]) for index, token in enumerate(ids)]
        assert [token["logprob"] for token in content] == pytest.approx(wanted, abs=1e-4)
        assert choice["finish_reason"] == ("stop" if ids[-1] in chat.stops else "length")
    assert len({tuple(choice["token_ids"]) for choice in reply["choices"]}) == 3
    again = ask(url, body)[1]["choices"]
    assert [choice["token_ids"] for choice in again] == [choice["token_ids"] for choice in reply["choices"]]
    assert ask(url, {**body, "seed": 8})[1]["choices"] != reply["choices"]
    total = sum(len(choice["token_ids"]) for choice in reply["choices"])
    assert reply["usage"]["completion_tokens"] == total


def test_temperature_zero_is_greedy(url: str, base: Path, chat: Chat) -> None:
    body = {"messages": MESSAGES, "temperature": 0, "max_completion_tokens": 8, "n": 2, "return_token_ids": True}
    first, second = (choice["token_ids"] for choice in ask(url, body)[1]["choices"])
    model = load_weights(str(base), dtype=torch.float32, device=torch.device("cpu"))
    ids = chat.prompt(tuple(MESSAGES), "t")
    for token in first:
        with torch.no_grad():
            assert int(model(torch.tensor([ids])).logits[0, -1].argmax()) == token
        ids.append(token)
    assert first == second


def test_what_is_sampled_can_be_trained(url: str, chat: Chat) -> None:
    """The ids of a completion that is whole UTF-8 pass the check of a row's tokens."""
    body = {"messages": MESSAGES, "n": 16, "seed": 1, "max_tokens": 6, "return_token_ids": True}
    choices = ask(url, body)[1]["choices"]
    whole = [
        choice for choice in choices if "\ufffd" not in choice["message"]["content"] and choice["message"]["content"]
    ]
    assert whole
    for choice in whole:
        ids = [token for token in choice["token_ids"] if token not in chat.tokenizer.all_special_ids]
        row = make_row("s", choice["message"]["content"], tokens=ids, finish=choice["finish_reason"])
        assert chat.answer(parse_row(row, "t"))[: len(ids)] == ids


@pytest.mark.parametrize(
    ("change", "param", "code"),
    [
        ({"messages": []}, "messages", "invalid_request"),
        ({"messages": [{"role": "user", "content": "long " * 600}]}, "messages", "context_length_exceeded"),
        ({"n": 0}, "n", "invalid_request"),
        ({"temperature": "hot"}, "temperature", "invalid_request"),
        ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_parameter"),
        ({"stream": True}, "stream", "unsupported_parameter"),
        ({"stop": ["\n"]}, "stop", "unsupported_parameter"),
        ({"frequency_penalty": 0.5}, "frequency_penalty", "unsupported_parameter"),
        ({"model": ["base"]}, "model", "invalid_request"),
    ],
)
def test_requests_that_can_not_be_served(url: str, change: dict[str, Any], param: str, code: str) -> None:
    status, reply = ask(url, {"messages": MESSAGES, "max_tokens": 1, **change})
    assert (status, reply["error"]["param"], reply["error"]["code"]) == (400, param, code)


@pytest.mark.parametrize("field", ["stop", "response_format", "stream", "frequency_penalty", "seed", "top_p"])
def test_fields_without_a_value_are_taken_for_missing(url: str, field: str) -> None:
    assert ask(url, {"messages": MESSAGES, "max_tokens": 1, field: None})[0] == 200


def test_broken_requests_and_pages(url: str) -> None:
    assert ask(url, b"{")[0] == 400
    assert ask(url, b"[" * 100_000)[0] == 400
    assert ask(url, [1])[0] == 400
    assert ask(url, {}, "/nothing")[0] == 404
    status, reply = ask(url, {"messages": MESSAGES, "model": "three"})
    assert (status, reply["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"host": "evil.example"}, 403, "host_not_allowed"),
        ({"host": "[::1"}, 403, "host_not_allowed"),
        ({"origin": "http://evil.example"}, 403, "origin_not_allowed"),
        ({"origin": "null"}, 403, "origin_not_allowed"),
        ({"content-type": "text/plain"}, 415, "unsupported_media_type"),
        ({"content-length": "99999999999"}, 413, "body_too_large"),
        ({"content-length": "-1"}, 411, "length_required"),
    ],
)
def test_foreign_and_odd_requests_are_refused(url: str, headers: dict[str, str], status: int, code: str) -> None:
    sent = {"host": urlsplit(url).netloc, "content-type": "application/json", "content-length": "2", **headers}
    with raw(url, "".join(f"{name}: {value}\r\n" for name, value in sent.items()) + "\r\n{}") as response:
        assert (response.status, json.load(response)["error"]["code"]) == (status, code)


def test_a_client_that_waits_to_be_told_sends_its_body_at_once(url: str) -> None:
    place, content = urlsplit(url), json.dumps({"messages": MESSAGES, "max_tokens": 1}).encode()
    head = f"host: {place.netloc}\r\ncontent-type: application/json\r\ncontent-length: {len(content)}\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(f"POST /v1/chat/completions HTTP/1.1\r\n{head}expect: 100-continue\r\n\r\n".encode())
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(content)
        with http.client.HTTPResponse(connection) as response:
            response.begin()
            assert response.status == 200 and json.load(response)["choices"]


def test_models_are_listed_and_described(url: str, adapters: list[Path]) -> None:
    def got(path: str) -> dict[str, Any]:
        with urllib.request.urlopen(url + path, timeout=20) as response:
            return json.load(response)

    base, one, _ = got("/models?limit=20")["data"]
    assert 0 <= time.time() - one["created"] < 3600 and base["created"] == one["created"]
    assert got("/models/one") == one == {**base, "id": "one", "root": str(adapters[0]), "parent": "base"}
    assert got("/models/b%61se") == base
    with pytest.raises(urllib.error.HTTPError) as caught:
        got("/models/nobody")
    with caught.value as error:
        assert (error.code, json.load(error)["error"]["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("line", "status"), [("OPTIONS /v1/models", 501), ("GET /v1/" + "m" * 70_000, 414), ("GET  /v1 models", 400)]
)
def test_what_the_standard_library_refuses_has_the_same_form(url: str, line: str, status: int) -> None:
    with raw(url, f"host: {urlsplit(url).netloc}\r\n\r\n", line) as response:
        assert (response.status, json.load(response)["error"]["type"]) == (status, "invalid_request_error")


def test_head_is_get_without_the_body(url: str) -> None:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=20)
    for path, status in (("/health", 200), ("/nothing", 404)):
        connection.request("HEAD", path)
        response = connection.getresponse()
        assert (response.status, response.read()) == (status, b"")
    connection.close()


@contextmanager
def raw(url: str, rest: str, line: str = "POST /v1/chat/completions") -> Iterator[http.client.HTTPResponse]:
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(f"{line} HTTP/1.1\r\n{rest}".encode())
        with http.client.HTTPResponse(connection) as response:
            response.begin()
            yield response


def test_each_model_of_a_base_answers_under_its_name(url: str, base: Path, adapters: list[Path]) -> None:
    """Together: 64 clients, three models; each token as likely as the model alone finds it."""
    models = {"base": plain(base)}
    models |= {
        name: load_adapter(plain(base), str(folder)) for name, folder in zip(("one", "two"), adapters, strict=False)
    }
    fields = {"n": 2, "max_tokens": 6, "logprobs": True, "return_token_ids": True}
    bodies = [
        {"model": list(models)[at % 3], "messages": [{"role": "user", "content": "word " * at}], "seed": at, **fields}
        for at in range(64)
    ]
    with ThreadPoolExecutor(64) as pool:
        replies = list(pool.map(lambda body: ask(url, body), bodies))
    assert {status for status, _ in replies} == {200}
    for body, (_, reply) in zip(bodies, replies, strict=True):
        assert reply["model"] == body["model"]
        for choice in reply["choices"]:
            ids, prompt = choice["token_ids"], reply["prompt_token_ids"]
            with torch.no_grad():
                logs = torch.log_softmax(models[body["model"]](torch.tensor([prompt + ids])).logits[0], -1)
            wanted = [float(logs[len(prompt) + index - 1, token]) for index, token in enumerate(ids)]
            assert [token["logprob"] for token in choice["logprobs"]["content"]] == pytest.approx(wanted, abs=1e-4)


def test_adapters_come_and_go_while_it_runs(url: str, adapters: list[Path], tmp_path: Path) -> None:
    body = {"model": "three", "messages": MESSAGES, "temperature": 0, "max_tokens": 8}
    asked = {"lora_name": "three", "lora_path": str(adapters[2])}
    assert ask(url, asked, "/load_lora_adapter")[0] == 200
    first = ask(url, body)
    assert first[0] == 200
    with urllib.request.urlopen(url + "/models") as response:
        listed = {entry["id"]: entry.get("parent") for entry in json.load(response)["data"]}
    assert listed == {"base": None, "one": "base", "two": "base", "three": "base"}
    assert ask(url, asked, "/load_lora_adapter")[0] == 400
    assert ask(url, {**asked, "load_inplace": "yes"}, "/load_lora_adapter")[0] == 400
    other = {**asked, "lora_path": str(adapters[1]), "load_inplace": True}
    assert ask(url, other, "/load_lora_adapter")[0] == 200
    three, two = (ask(url, {**body, "model": name})[1]["choices"] for name in ("three", "two"))
    assert three == two != first[1]["choices"]
    assert ask(url, {**asked, "load_inplace": True}, "/load_lora_adapter")[0] == 200
    assert ask(url, body)[1]["choices"] == first[1]["choices"]
    assert ask(url, {"lora_name": "three"}, "/unload_lora_adapter")[0] == 200
    assert ask(url, body)[0] == 404
    assert ask(url, {"lora_name": "three"}, "/unload_lora_adapter")[0] == 404
    status, reply = ask(url, {"lora_name": "four", "lora_path": str(tmp_path)}, "/load_lora_adapter")
    assert (status, reply["error"]["code"]) == (400, "adapter-not-found")
    assert ask(url, {"lora_name": 4, "lora_path": str(tmp_path)}, "/load_lora_adapter")[0] == 400


def test_a_client_that_hangs_up_frees_its_slots(base: Path) -> None:
    with serving("--base", base, "--slots", "1", "--context", "500") as (url, process):
        content = json.dumps({"messages": MESSAGES, "n": 64, "temperature": 2})
        head = f"host: {urlsplit(url).netloc}\r\ncontent-type: application/json\r\ncontent-length: {len(content)}"
        place = urlsplit(url)
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(f"POST /v1/chat/completions HTTP/1.1\r\n{head}\r\n\r\n{content}".encode())
            wait_until(lambda: health(url)["running"] == 1)
        wait_until(lambda: health(url) == {"status": "ok", "running": 0, "waiting": 0})
        assert ask(url, {"messages": MESSAGES, "max_tokens": 2})[0] == 200
        process.terminate()
        assert process.wait(20) == 0


def test_sigterm_lets_those_who_wait_have_their_answers(base: Path) -> None:
    with serving("--base", base, "--slots", "2") as (url, process), ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, url, {"messages": MESSAGES, "n": 6, "max_tokens": 60, "seed": 1})
        wait_until(lambda: health(url)["running"] > 0)
        process.terminate()
        assert asked.result(20)[0] == 200
        assert process.wait(20) == 0


def test_a_model_that_fails_tells_who_waits_and_ends_the_process(base: Path) -> None:
    fault = (
        "import sys; from w4s_trainer.serve.runner import Runner; from w4s_trainer.cli.main import main\n"
        "def gone(*_): raise RuntimeError('the device is gone')\n"
        "Runner.decode = gone; sys.exit(main(sys.argv[3:]))"
    )
    with start("serve", *TINY, "--base", base, launcher=("-c", fault)) as process:
        assert process.stdout
        url = json.loads(process.stdout.readline())["url"]
        status, reply = ask(url, {"messages": MESSAGES, "n": 9})
        assert (status, reply["error"]["type"]) == (500, "server_error")
        assert "the device is gone" in reply["error"]["message"]
        output, errors = process.communicate(timeout=20)
        assert process.returncode == 1 and json.loads(output)["code"] == "engine-failed"
        assert "the device is gone" in errors


def test_the_check_measures_and_says_whether_answers_agree(capsys: pytest.CaptureFixture[str], base: Path) -> None:
    arguments = ["serve", "--check", "--base", str(base), "--device", "cpu", "--dtype", "fp32"]
    assert main(arguments) == 0
    first, *speeds = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first["passed"] and first["repeated"] == 1
    assert [(speed["slots"], speed["adapters"]) for speed in speeds] == [(1, 0), (8, 0), (16, 0), (32, 0), (16, 8)]


def test_rounded_linears_answer_almost_as_the_model_does(base: Path, chat: Chat) -> None:
    body = {"messages": MESSAGES, "n": 8, "seed": 7, "max_tokens": 12, "logprobs": True, "return_token_ids": True}
    with serving("--base", base, "--dtype", "int8") as (url, _):
        reply = ask(url, body)[1]
        again = ask(url, body)[1]["choices"]  # from the keys that the first left
    model = load_weights(str(base), dtype=torch.float32, device=torch.device("cpu"))
    found, wanted = [], []
    for choice in [*reply["choices"], *again]:
        ids = choice["token_ids"]
        with torch.no_grad():
            logs = torch.log_softmax(model(torch.tensor([reply["prompt_token_ids"] + ids])).logits[0], -1)
        start = len(reply["prompt_token_ids"]) - 1
        wanted += [float(logs[start + index, token]) for index, token in enumerate(ids)]
        found += [token["logprob"] for token in choice["logprobs"]["content"]]
    apart = [abs(one - other) for one, other in zip(found, wanted, strict=True)]
    assert 0 < sum(apart) / len(apart) < 0.1


def health(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/health", timeout=20) as response:
        return json.load(response)


def wait_until(true: Any) -> None:
    until = time.monotonic() + 20
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
