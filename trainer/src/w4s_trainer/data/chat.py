"""The model's own chat template, and the token that ends an assistant turn under it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from w4s_trainer.data.row import Message, Row
from w4s_trainer.errors import TrainerError

PROBE = "w4sprobe"
_DATE = re.compile(r"strftime_now\(\s*([\"'])(.*?)\1\s*\)")


class CutInsideCharacter(ValueError):
    """The token limit cut an answer within a character: no text has these tokens, so they can't be learned."""


class Chat:
    """Turns messages and completions into token ids, exactly as a server of this model would."""

    def __init__(self, tokenizer: Any, ends: Iterable[int] = ()) -> None:
        """``ends``: further tokens at which the model stops. Raises TrainerError ``no-chat-template`` or ``no-turn-end``."""
        self.tokenizer = tokenizer
        self.template = _template(tokenizer)
        self.turn_end = _turn_end(tokenizer)
        self.stops = frozenset({self.turn_end, tokenizer.eos_token_id, *ends} - {None})
        self._takes_system = _has_system(tokenizer)

    def taken(self, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """The messages as they are given to the template, in sampling too."""
        return messages if self._takes_system else without_system(messages)

    def prompt(self, messages: tuple[Message, ...], where: str, at: datetime | None = None) -> list[int]:
        """Token ids of the messages with the assistant's generation prefix at the end, as they were on the day ``at``."""
        try:
            encoded = self.tokenizer.apply_chat_template(
                list(self.taken(messages)),
                chat_template=_dated(self.template, at),
                add_generation_prompt=True,
                tokenize=True,
                return_dict=True,
            )
        except Exception as error:  # templates raise jinja2's and their own errors
            message = f"The model's chat template rejects the messages of {where}: {error}"
            raise TrainerError(
                "chat-template-failed", message, hint="Check which roles the model's template accepts."
            ) from error
        return list(encoded["input_ids"])

    def answer(self, row: Row) -> list[int]:
        """Token ids to train on: the sampled ones if known, then the end of the turn."""
        ids = self._sampled(row) if row.tokens else self.encode(row.completion)
        if row.finish == "length" or (ids and ids[-1] in self.stops):
            return ids
        return [*ids, self.turn_end]

    def encode(self, text: str) -> list[int]:
        """Token ids of plain text: no marker in it becomes a special token, no character is normalised."""
        ids = self._plain(text)
        if self.decode(ids) == text or unicodedata.is_normalized("NFC", text):
            return ids
        backend = self.tokenizer.backend_tokenizer
        normalizer, backend.normalizer = backend.normalizer, None
        try:
            as_it_is = self._plain(text)
        finally:
            backend.normalizer = normalizer
        return as_it_is if self.decode(as_it_is) == text else ids

    def _plain(self, text: str) -> list[int]:
        return list(self.tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True))

    def decode(self, ids: list[int], *, markers: bool = True) -> str:
        return str(self.tokenizer.decode(ids, skip_special_tokens=not markers, clean_up_tokenization_spaces=False))

    def _sampled(self, row: Row) -> list[int]:
        ids = list(row.tokens or ())
        body = ids[:-1] if ids[-1] in self.stops else ids
        known = max(ids) < len(self.tokenizer)
        # Servers and SentencePiece decoders may drop outer blanks, and markers that were sampled within the text;
        # everything else must agree.
        texts = [self.decode(body, markers=markers).strip() for markers in (True, False)] if known else []
        if row.finish == "length" and any(_same_but_cut(text, row.completion) for text in texts):
            raise CutInsideCharacter(row.id)
        if row.completion.strip() not in texts:
            got = self.decode(body) if known else f"id {max(ids)} of {len(self.tokenizer)}"
            message = (
                f"Expected `tokens` of {row.id} to decode to its completion under the base's tokenizer, "
                f"got `{got:.60}` for `{row.completion:.60}`"
            )
            hint = "These rows were sampled with another tokenizer: train that model, or export without token ids."
            raise TrainerError("tokenizer-mismatch", message, hint=hint, row=row.id)
        return ids


def _same_but_cut(decoded: str, completion: str) -> bool:
    """Whether they differ only in the marks for half a character at the end: servers drop or keep them."""
    cut = decoded.rstrip("\ufffd")
    return cut != decoded and cut.strip() == completion.rstrip("\ufffd").strip()


def without_system(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """System texts go before the first text of the user, as w4s sends them (`src/model/without-system.ts`)."""
    system = "\n\n".join(message["content"] for message in messages if message["role"] == "system")
    others = [message for message in messages if message["role"] != "system"]
    if not system:
        return tuple(others)
    first = next((index for index, message in enumerate(others) if message["role"] == "user"), None)
    if first is None:
        return ({"role": "user", "content": system}, *others)
    merged = {**others[first], "content": f"{system}\n\n{others[first]['content']}"}
    return (*others[:first], merged, *others[first + 1 :])


def _template(tokenizer: Any) -> str:
    """The one for plain chats, where a tokenizer has several."""
    try:
        template = str(tokenizer.get_chat_template())
    except ValueError:  # none, or several of which none is the default
        template = ""
    if not template:
        hint = "Use an instruct model, or add `chat_template` to its tokenizer_config.json."
        raise TrainerError("no-chat-template", "Expected the tokenizer to have a chat template, got none", hint=hint)
    return template


def _has_system(tokenizer: Any) -> bool:
    """Some templates raise an error for a system message, others drop it silently."""
    messages = [{"role": "system", "content": PROBE}, {"role": "user", "content": "u"}]
    try:
        return PROBE in tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
    except Exception:  # templates raise jinja2's and their own errors
        return False


def _dated(template: str, at: datetime | None) -> str:
    """The template with that day's date in place of today's."""
    return template if at is None else _DATE.sub(lambda call: repr(at.strftime(call[2])), template)


def _turn_end(tokenizer: Any) -> int:
    """The first special token that the template writes after an assistant's content, else the tokenizer's eos."""
    messages = [{"role": "user", "content": "u"}, {"role": "assistant", "content": PROBE}]
    text = tokenizer.apply_chat_template(messages, tokenize=False)
    suffix = tokenizer.encode(text[text.rfind(PROBE) + len(PROBE) :], add_special_tokens=False)
    special = set(tokenizer.all_special_ids) | set(tokenizer.added_tokens_decoder)
    if suffix and suffix[0] in special:
        return int(suffix[0])
    if tokenizer.eos_token_id is None:
        hint = "Set `eos_token` in the model's tokenizer_config.json."
        raise TrainerError(
            "no-turn-end", "Expected the tokenizer to have a token that ends a turn, got none", hint=hint
        )
    return int(tokenizer.eos_token_id)
