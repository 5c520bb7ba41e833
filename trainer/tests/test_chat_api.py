"""What a request may say, and how tokens are told."""

from __future__ import annotations

from typing import Any

import pytest
from tokenizers import Tokenizer, decoders, models
from transformers import PreTrainedTokenizerFast

from w4s_trainer.data.chat import Chat
from w4s_trainer.serve.chat_api import BadRequest, read_request
from w4s_trainer.serve.token_bytes import bytes_of

MESSAGES = [{"role": "user", "content": "hi"}]
CALLS = [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]


def prompt_of(chat: Chat, body: dict[str, Any]) -> list[int]:
    return read_request(chat, {"messages": MESSAGES, **body}, 400)[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("guided_json", {}),
        ("structured_outputs", {"json": {}}),
        ("json_schema", {}),
        ("stop_token_ids", [13]),
        ("bad_words", ["x"]),
        ("min_tokens", 5),
        ("ignore_eos", True),
        ("chat_template_kwargs", {"enable_thinking": False}),
        ("chat_template", "{{ messages }}"),
        ("continue_final_message", True),
        ("functions", [{"name": "f"}]),
        ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "function": {"name": "f"}}),
        ("best_of", 4),
        ("typical_p", 0.5),
        ("prompt_logprobs", 0),
    ],
)
def test_what_would_change_the_answer_is_refused_by_name(chat: Chat, field: str, value: Any) -> None:
    with pytest.raises(BadRequest, match=f"`{field}` is not supported") as caught:
        prompt_of(chat, {field: value})
    assert (caught.value.param, caught.value.code) == (field, "unsupported_parameter")


def test_neutral_values_and_what_changes_no_answer_pass(chat: Chat) -> None:
    neutral = {"stop_token_ids": [], "bad_words": [], "min_tokens": 0, "ignore_eos": False, "tool_choice": "auto"}
    more = {"chat_template_kwargs": {}, "best_of": 1, "typical_p": 1.0, "guided_json": None, "user": "me"}
    assert prompt_of(chat, neutral | more) == prompt_of(chat, {})


@pytest.mark.parametrize(
    ("message", "where"),
    [
        ({"role": "User", "content": "x"}, "role"),
        ({"role": "function", "name": "f", "content": "4"}, "role"),
        ({"role": "tool", "tool_call_id": "1", "content": "4"}, "role"),
        ({"role": ["user"], "content": "x"}, "role"),
        ({"content": "x"}, "role"),
        ({"role": "assistant", "content": "", "tool_calls": CALLS}, "tool_calls"),
        ({"role": "assistant", "content": None, "tool_calls": CALLS}, "tool_calls"),
        ({"role": "assistant", "content": None, "function_call": {"name": "f"}}, "function_call"),
        ({"role": "user", "content": None}, "content"),
        ({"role": "user", "content": [{"type": "text", "text": "x"}]}, "content"),
    ],
)
def test_messages_that_a_template_would_leave_out_are_refused(chat: Chat, message: Any, where: str) -> None:
    with pytest.raises(BadRequest) as caught:
        prompt_of(chat, {"messages": [*MESSAGES, message]})
    assert caught.value.param == f"messages.1.{where}"


def test_a_developer_is_the_system(chat: Chat) -> None:
    system, developer = (
        prompt_of(chat, {"messages": [{"role": role, "content": "Be short."}, *MESSAGES]})
        for role in ("system", "developer")
    )
    assert system == developer


@pytest.mark.parametrize("text", ["plain", "\U0001f99c\xe4", "\ufffd", "\xa0\xad\n "])
def test_the_bytes_of_all_tokens_are_those_of_the_text(chat: Chat, text: str) -> None:
    each = [bytes_of(chat.tokenizer, token, chat.decode([token])) for token in chat.encode(text)]
    assert bytes(byte for some in each for byte in some or []).decode() == text


def test_the_bytes_of_a_sentencepiece_vocabulary() -> None:
    vocabulary = {"<unk>": 0, "<0xC3>": 1, "<0xA4>": 2, "\ufffdx": 3}
    backend = Tokenizer(models.BPE(vocabulary, [], unk_token="<unk>", byte_fallback=True))
    backend.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, unk_token="<unk>")
    told = [bytes_of(tokenizer, token, tokenizer.decode([token])) for token in (1, 2, 3)]
    assert told == [[0xC3], [0xA4], None]
