"""The chat-completions request and response, as OpenAI defines them and vLLM extends them."""

from __future__ import annotations

import time
import uuid
from typing import Any

from w4s_trainer.data.chat import Chat
from w4s_trainer.errors import TrainerError
from w4s_trainer.serve.sampling import Sample, Sampling
from w4s_trainer.serve.token_bytes import bytes_of

MOST_SAMPLES = 64
ROLES = ("system", "user", "assistant")
"""What every template knows: many leave out messages of any other role."""
Body = dict[str, Any]

NEUTRAL: dict[str, tuple[Any, ...]] = {
    "stream": (False,),
    "response_format": ({"type": "text"},),
    "stop": ([], ""),
    "tool_choice": ("none", "auto"),
    "function_call": ("none", "auto"),
    "top_k": (-1, 0),
    "add_generation_prompt": (True,),
    **dict.fromkeys(("tools", "functions", "stop_token_ids", "bad_words", "allowed_token_ids"), ([],)),
    **dict.fromkeys(("logit_bias", "chat_template_kwargs"), ({},)),
    **dict.fromkeys(("top_logprobs", "min_p", "min_tokens", "frequency_penalty", "presence_penalty"), (0,)),
    **dict.fromkeys(("repetition_penalty", "length_penalty", "typical_p", "best_of"), (1,)),
    **dict.fromkeys(("ignore_eos", "continue_final_message", "echo", "use_beam_search"), (False,)),
    **dict.fromkeys(("structured_outputs", "guided_json", "guided_regex", "guided_choice", "guided_grammar"), ()),
    **dict.fromkeys(("grammar", "json_schema", "chat_template", "documents", "truncate_prompt_tokens"), ()),
    "prompt_logprobs": (),
}
"""Unsupported fields of OpenAI, vLLM and llama.cpp, with their neutral values. Ignoring other values would silently
change the answer."""


class BadRequest(Exception):
    """A request that can't be served; `param` names the field."""

    def __init__(
        self, message: str, *, param: str | None = None, code: str = "invalid_request", status: int = 400
    ) -> None:
        super().__init__(message)
        self.param, self.code, self.status = param, code, status


def read_object(body: Any) -> Body:
    if not isinstance(body, dict):
        raise BadRequest("Expected the body to be a JSON object")
    return body


def read_request(chat: Chat, body: Body, context: int) -> tuple[list[int], Sampling]:
    """The prompt's ids and how to continue from them within `context` tokens. Raises BadRequest."""
    _refuse_unknown(body)
    messages = _messages(body.get("messages"))
    try:
        prompt = chat.prompt(messages, "the request")
    except TrainerError as error:
        raise BadRequest(error.message, param="messages") from error
    return prompt, _sampling(body, len(prompt), context)


def write_reply(chat: Chat, name: str, body: Body, prompt: list[int], samples: list[Sample]) -> Body:
    reply = {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": name,
        "choices": [_choice(index, sample, chat, body) for index, sample in enumerate(samples)],
        "usage": _usage(len(prompt), sum(len(sample.ids) for sample in samples)),
    }
    return {**reply, "prompt_token_ids": prompt} if body.get("return_token_ids") else reply


def _refuse_unknown(body: Body) -> None:
    for field, neutral in NEUTRAL.items():
        value = body.get(field)
        if value is not None and value not in neutral:
            raise BadRequest(f"`{field}` is not supported", param=field, code="unsupported_parameter")


def _messages(value: Any) -> tuple[dict[str, str], ...]:
    if not isinstance(value, list) or not value:
        raise BadRequest("Expected `messages` to be a non-empty list of {role, content} texts", param="messages")
    return tuple(_message(item, f"messages.{index}") for index, item in enumerate(value))


def _message(item: Any, where: str) -> dict[str, str]:
    if not isinstance(item, dict):
        raise BadRequest(f"Expected `{where}` to be {{role, content}} texts", param=where)
    for field in ("tool_calls", "function_call"):
        if item.get(field):
            param = f"{where}.{field}"
            raise BadRequest(f"`{param}` is not supported", param=param, code="unsupported_parameter")
    role, content = item.get("role"), item.get("content")
    if role == "developer":
        role = "system"  # OpenAI's later name for it
    if role not in ROLES:
        message = f"Expected `{where}.role` to be one of {', '.join(ROLES)}, got `{role!s:.40}`"
        raise BadRequest(message, param=f"{where}.role", code="unsupported_value")
    if not isinstance(content, str):
        raise BadRequest(f"Expected `{where}.content` to be a text", param=f"{where}.content")
    return {"role": role, "content": content}


def _sampling(body: Body, length: int, context: int) -> Sampling:
    field = "max_completion_tokens" if body.get("max_completion_tokens") is not None else "max_tokens"
    room = context - length
    if room < 1:
        message = f"The messages have {length} tokens, but this server's context is {context} tokens (--context)"
        raise BadRequest(message, param="messages", code="context_length_exceeded")
    wanted = _number(body, field, None, 1, 2**31, int)
    return Sampling(
        n=_number(body, "n", 1, 1, MOST_SAMPLES, int),
        temperature=_number(body, "temperature", 1.0, 0, 10, float),
        top_p=_number(body, "top_p", 1.0, 1e-6, 1, float),
        max_tokens=room if wanted is None else min(wanted, room),
        seed=_number(body, "seed", None, 0, 2**63 - 1, int),
    )


def _number(body: Body, field: str, default: Any, least: float, most: float, kind: type) -> Any:
    value = body.get(field)
    if value is None:
        return default
    allowed = (int,) if kind is int else (int, float)
    if isinstance(value, bool) or not isinstance(value, allowed) or not least <= value <= most:
        raise BadRequest(f"Expected `{field}` to be a number from {least} to {most}, got `{value}`", param=field)
    return kind(value)


def _choice(index: int, sample: Sample, chat: Chat, body: Body) -> Body:
    text = chat.tokenizer.decode(sample.ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    choice: Body = {
        "index": index,
        "message": {"role": "assistant", "content": text},
        "finish_reason": "stop" if sample.stopped else "length",
        "logprobs": None,
    }
    if body.get("logprobs"):
        choice["logprobs"] = {
            "content": [_token(chat, *pair) for pair in zip(sample.ids, sample.logprobs, strict=True)]
        }
    if body.get("return_token_ids"):
        choice["token_ids"] = sample.ids
    return choice


def _token(chat: Chat, token: int, logprob: float) -> Body:
    text = chat.decode([token])
    return {"token": text, "logprob": logprob, "bytes": bytes_of(chat.tokenizer, token, text), "top_logprobs": []}


def _usage(prompt: int, completion: int) -> Body:
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
