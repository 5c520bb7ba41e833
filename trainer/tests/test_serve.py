"""A real server in its own process, asked over HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from running import start
from tiny import make_row

from w4s_trainer.data.chat import Chat
from w4s_trainer.data.row import parse_row
from w4s_trainer.model.load import load_weights

MESSAGES = [{"role": "user", "content": "improve it"}]


@pytest.fixture(scope="module")
def url(base: Path) -> Iterator[str]:
    with start(
        "serve", "--base", base, "--port", "0", "--name", "tiny", "--device", "cpu", "--threads", "1"
    ) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())["url"]
        process.terminate()
        assert process.wait(20) == 0


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
    assert status == 200 and reply["model"] == "tiny"
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
    assert ask(url, body)[1]["choices"] == reply["choices"]
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
    ("change", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "user", "content": "long " * 600}]}, "messages"),
        ({"n": 0}, "n"),
        ({"temperature": "hot"}, "temperature"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"stream": True}, "stream"),
    ],
)
def test_requests_that_can_not_be_served(url: str, change: dict[str, Any], param: str) -> None:
    status, reply = ask(url, {"messages": MESSAGES, "max_tokens": 1, **change})
    assert (status, reply["error"]["param"]) == (400, param)


def test_broken_requests_and_pages(url: str) -> None:
    assert ask(url, b"{")[0] == 400
    assert ask(url, [1])[0] == 400
    assert ask(url, {}, "/nothing")[0] == 404


def test_many_at_once_wait_their_turn(url: str) -> None:
    body = {"messages": MESSAGES, "seed": 3, "max_tokens": 4, "return_token_ids": True}
    with ThreadPoolExecutor(24) as pool:
        replies = list(pool.map(lambda _: ask(url, body), range(24)))
    assert {status for status, _ in replies} == {200}
    assert len({tuple(reply["choices"][0]["token_ids"]) for _, reply in replies}) == 1
