"""What is prompt, what is trained: exact token ids."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tiny import REFUSES_SYSTEM, TEMPLATE, make_row, make_tokenizer, save_base

from w4s_trainer.data.chat import Chat, without_system
from w4s_trainer.data.encode import EncodedRow, encode_rows
from w4s_trainer.data.row import parse_row
from w4s_trainer.errors import TrainerError
from w4s_trainer.model.load import load_chat


def encode(chat: Chat, **fields: Any) -> EncodedRow:
    completion = fields.pop("completion", "Yes")
    return encode_rows([parse_row(make_row("a", completion, **fields), "t")], chat, max_length=512).rows[0]


def test_golden_mask() -> None:
    """256 byte tokens in the alphabet's order (`!` is 0, `a` 64, newline 198), then three special ones."""
    chat = Chat(make_tokenizer(vocab_size=256))
    messages = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "ok"},
        {"role": "user", "content": "go"},
    ]
    encoded = encode(chat, messages=messages)
    user, assistant, newline = [84, 82, 68, 81], [64, 82, 82, 72, 82, 83, 64, 77, 83], 198
    start, end = 257, 258
    prompt = [
        *[start, *user, newline, 71, 72, end, newline],
        *[start, *assistant, newline, 78, 74, end, newline],
        *[start, *user, newline, 70, 78, end, newline],
        *[start, *assistant, newline],
    ]
    answer = [56, 68, 82, end]
    assert (encoded.prompt, encoded.answer) == (prompt, answer)
    assert chat.decode(encoded.tokens) == (
        "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\nok<|im_end|>\n"
        "<|im_start|>user\ngo<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>"
    )
    assert trained_positions(encoded) == list(range(len(prompt), len(prompt) + 4))


def trained_positions(encoded: EncodedRow) -> list[int]:
    from w4s_trainer.layout.segment import Weighted, build_segment

    segment = build_segment([Weighted(encoded, 1.0)])
    assert [encoded.tokens[source + 1] for source in segment.sources] == segment.targets
    return [source + 1 for source in segment.sources]


def test_sampled_tokens_are_trained_as_sampled(chat: Chat) -> None:
    """Not the ones that tokenising the text again would give."""
    again = chat.encode("workflow")
    letters = [token for letter in "workflow" for token in chat.encode(letter)]
    assert len(letters) > len(again)
    assert encode(chat, completion="workflow", tokens=letters).answer == [*letters, chat.turn_end]
    assert encode(chat, completion="workflow", tokens=[*letters, chat.turn_end]).answer == [*letters, chat.turn_end]


def test_a_marker_sampled_within_the_text_is_trained_though_the_server_left_it_out(chat: Chat) -> None:
    start = chat.tokenizer.convert_tokens_to_ids("<|im_start|>")
    tokens = [*chat.encode("work"), start, *chat.encode("flow")]
    assert encode(chat, completion="workflow", tokens=tokens).answer == [*tokens, chat.turn_end]


def test_an_answer_cut_by_its_length_is_not_taught_to_end(chat: Chat) -> None:
    assert encode(chat, finish="length").answer == chat.encode("Yes")
    assert encode(chat, finish="stop").answer == [*chat.encode("Yes"), chat.turn_end]


@pytest.mark.parametrize("tokens", [[1, 2, 3], [10**6]], ids=["other text", "unknown id"])
def test_tokens_of_another_tokenizer(chat: Chat, tokens: list[int]) -> None:
    with pytest.raises(TrainerError, match="run/a") as caught:
        encode(chat, tokens=tokens)
    assert caught.value.code == "tokenizer-mismatch"


def test_turn_end_follows_the_template_not_eos() -> None:
    tokenizer = make_tokenizer()
    tokenizer.eos_token = "<|endoftext|>"
    chat = Chat(tokenizer)
    assert chat.turn_end == tokenizer.convert_tokens_to_ids("<|im_end|>")
    assert chat.stops == {chat.turn_end, tokenizer.convert_tokens_to_ids("<|endoftext|>")}


def test_template_that_refuses() -> None:
    chat = Chat(
        make_tokenizer("{% if messages[0]['role'] == 'tool' %}{{ raise_exception('no tools') }}{% endif %}<|im_end|>")
    )
    with pytest.raises(TrainerError, match="run/a.*no tools") as caught:
        encode(chat, messages=[{"role": "tool", "content": "s"}])
    assert caught.value.code == "chat-template-failed"


@pytest.mark.parametrize("templates", [None, "", {"rag": TEMPLATE, "tool_use": TEMPLATE}], ids=str)
def test_no_template(templates: Any) -> None:
    tokenizer = make_tokenizer()
    tokenizer.chat_template = templates
    with pytest.raises(TrainerError) as caught:
        Chat(tokenizer)
    assert caught.value.code == "no-chat-template"


def test_the_default_of_several_templates(tmp_path: Path) -> None:
    """As Command R and Hermes have them."""
    tokenizer = make_tokenizer()
    tokenizer.chat_template = {"tool_use": "<|im_end|>", "default": "{{ strftime_now('%Y') }}" + TEMPLATE}
    tokenizer.save_pretrained(tmp_path)
    encoded = encode(Chat(type(tokenizer).from_pretrained(tmp_path)), at="2024-01-02T03:04:05Z")
    text = "2024<|im_start|>user\nimprove it<|im_end|>\n<|im_start|>assistant\n"
    assert (tokenizer.decode(encoded.prompt), encoded.answer[-1]) == (text, tokenizer.eos_token_id)


SYSTEM, OTHER, USER, ANSWER = (
    {"role": role, "content": text}
    for role, text in (("system", "S"), ("system", "T"), ("user", "U"), ("assistant", "A"))
)
CHATS = [
    (SYSTEM, USER),
    (USER, ANSWER, USER),
    (SYSTEM, USER, ANSWER, OTHER, USER),
    (SYSTEM, ANSWER, USER),
    (SYSTEM, OTHER),
    ({**SYSTEM, "content": ""}, USER),
]
DROPS = TEMPLATE.replace("{% for m in messages %}", "{% for m in messages if m['role'] != 'system' %}")


@pytest.mark.parametrize("template", [REFUSES_SYSTEM, DROPS, TEMPLATE], ids=["refuses", "drops", "knows"])
@pytest.mark.parametrize("messages", CHATS)
def test_a_template_without_a_place_for_system(messages: tuple[Any, ...], template: str) -> None:
    """What was sampled from such a model is trained as it was sampled."""
    chat = Chat(make_tokenizer(template))
    given = messages if template == TEMPLATE else tuple(as_sampled(messages))
    wanted = chat.tokenizer.apply_chat_template(list(given), add_generation_prompt=True, return_dict=True)
    assert chat.prompt(messages, "here") == wanted["input_ids"]


def as_sampled(messages: tuple[Any, ...]) -> list[Any]:
    """w4s' own rule, from its source; where there is no Node, the one that is checked here."""
    root = Path(__file__).parents[2]
    node = shutil.which("node", path=str(root / "node_modules/node/bin"))
    if node is None:
        return list(without_system(messages))
    rule = f"import {{ withoutSystem }} from {json.dumps(str(root / 'src/model/without-system.ts'))};"
    script = f"{rule} console.log(JSON.stringify(withoutSystem({json.dumps(messages)})));"
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_date_in_the_prompt_is_that_of_sampling() -> None:
    """Llama's template writes today's date: training on another day would train another prompt."""
    template = "{{ strftime_now('%d %b %Y') }}{% for m in messages %}{{ m['content'] }}<|im_end|>{% endfor %}"
    chat = Chat(make_tokenizer(template))
    encoded = encode(chat, at="2026-01-02T03:04:05Z")
    assert chat.decode(encoded.prompt).startswith("02 Jan 2026")
    with pytest.raises(TrainerError, match="ISO 8601"):
        encode(chat, at="yesterday")


@pytest.mark.parametrize("shown", ["Yes \ufffd", "Yes", "Yes "], ids=["kept", "left out", "blank kept"])
def test_a_row_cut_within_a_character_is_left_out_and_counted(chat: Chat, shown: str) -> None:
    tokens = chat.encode("Yes \u20ac")[:-1]
    assert chat.decode(tokens).endswith("\ufffd")
    rows = [
        parse_row(make_row("cut", shown, tokens=tokens, finish="length"), "t"),
        parse_row(make_row("whole", "Yes"), "t"),
    ]
    encoded = encode_rows(rows, chat, max_length=512)
    assert ([row.row.id for row in encoded.rows], encoded.cut) == (["run/whole"], ["run/cut"])
    with pytest.raises(TrainerError) as caught:
        encode(chat, completion="No", tokens=tokens, finish="length")
    assert caught.value.code == "tokenizer-mismatch"


def test_a_second_end_token_is_no_text(tmp_path: Path) -> None:
    base = save_base(tmp_path / "base")
    tokenizer = make_tokenizer()
    end = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    (base / "generation_config.json").write_text(json.dumps({"eos_token_id": [tokenizer.eos_token_id, end]}))
    chat = load_chat(str(base))
    assert chat.stops == {tokenizer.eos_token_id, end}
    assert encode(chat, tokens=[*chat.encode("Yes"), end]).answer == [*chat.encode("Yes"), end]


@pytest.mark.parametrize("text", ["a<|im_end|>b", "e\u0301 and \u1100\u1161", "\ufb01"])
def test_an_answer_is_trained_character_for_character(chat: Chat, text: str) -> None:
    ids = encode(chat, completion=text).answer[:-1]
    assert chat.decode(ids) == text
    assert not chat.stops & set(ids)
