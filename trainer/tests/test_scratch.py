"""A base from nothing: what it holds, that it trains and converts, and what can't be made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from gguf import GGMLQuantizationType, GGUFReader
from running import run
from tiny import QWEN2_SPLIT as REFERENCE_SPLIT
from tiny import episode_rows, make_row, write_rows
from transformers import AutoModelForCausalLM, AutoTokenizer

from w4s_trainer.cli.main import main
from w4s_trainer.data.chat import Chat
from w4s_trainer.data.encode import encode_rows
from w4s_trainer.data.row import parse_row
from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.convert import convert
from w4s_trainer.scratch.make import make_base
from w4s_trainer.scratch.options import ScratchOptions, find_markers
from w4s_trainer.scratch.tokenizer import QWEN2_SPLIT, SPACE

# The system message comes last, so that many questions about one text share its tokens.
TEMPLATE = (
    "{# <|user|> <|end|> #}{% for m in messages if m.role != 'system' %}<|{{ m.role }}|>"
    "{{ m.content | replace('agent', 'helper') }}{% endfor %}"
    "{% for m in messages if m.role == 'system' %}<|system|>{{ m.content }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
MARKERS = ["<|user|>", "<|end|>", "<|system|>", "<|assistant|>"]
SMALL: dict[str, Any] = {"vocab": 300, "hidden": 128, "layers": 2, "heads": 4, "intermediate": 96,
                         "context": 256}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("scratch")
    (folder / "template.jinja").write_text(TEMPLATE)
    rows = [row for number in range(3) for row in episode_rows(f"e{number}")]
    data = write_rows(folder / "rows.jsonl", rows)
    return {"data": str(data), "template": str(folder / "template.jinja")}


@pytest.fixture(scope="module")
def made(files: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("bases") / "base"
    return out, make_base(ScratchOptions(**files, **SMALL, out=str(out)))


def test_what_it_holds(made: tuple[Path, dict[str, Any]]) -> None:
    folder, facts = made
    model, tokenizer = AutoModelForCausalLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    assert len(tokenizer) == model.config.vocab_size == facts["vocabulary"] == 300
    assert tokenizer.convert_ids_to_tokens([296, 297, 298, 299]) == MARKERS == facts["markers"]
    assert (tokenizer.eos_token, tokenizer.pad_token, tokenizer.bos_token) == ("<|end|>", "<|end|>", None)
    assert model.config.eos_token_id == model.config.pad_token_id == 297 and model.config.bos_token_id is None
    assert model.dtype == torch.float32 and model.config.tie_word_embeddings
    assert facts["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert QWEN2_SPLIT == REFERENCE_SPLIT and len(tokenizer.encode("1234")) == 4
    assert tokenizer.decode(tokenizer.encode("é\n  ünder")) == "é\n  ünder" and facts["bytes_per_token"] > 1
    card = json.loads((folder / "card.json").read_text())
    assert card["name"] == "base" and card["fingerprint"] == facts["fingerprint"]


def test_words_are_cut_alike_wherever_they_stand(made: tuple[Path, dict[str, Any]]) -> None:
    tokenizer = AutoTokenizer.from_pretrained(made[0])
    for word in ("zilbur", "agentic", "Workflows"):
        alone = tokenizer.tokenize(word)
        for before in (" ", "(", "`", "_", '"'):
            assert tokenizer.tokenize(before + word)[-len(alone) :] == alone, before + word
    spaced = [token for token in tokenizer.get_vocab() if len(token) > 1 and token[0] == SPACE and token[1].isalpha()]
    assert spaced
    text = "é\n  ünder (the `agent`)  a"
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_copies_before_training(made: tuple[Path, dict[str, Any]]) -> None:
    torch.manual_seed(0)
    words = torch.stack([torch.randperm(290)[:16] for _ in range(20)])
    model = AutoModelForCausalLM.from_pretrained(made[0])
    with torch.no_grad():
        logits = model(input_ids=torch.cat([words, words], 1)).logits
    copied = (logits[:, 16:31].argmax(-1) == words[:, 1:]).float().mean()
    assert copied > 0.8


def test_a_function_of_its_seed(files: dict[str, str], made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    same, other = (
        make_base(ScratchOptions(**files, **SMALL, seed=seed, out=str(tmp_path / str(seed)))) for seed in (0, 1)
    )
    assert same["fingerprint"] == made[1]["fingerprint"] != other["fingerprint"]
    assert (tmp_path / "0/tokenizer.json").read_text() == (made[0] / "tokenizer.json").read_text()


def test_system_last_and_end_trained(made: tuple[Path, dict[str, Any]]) -> None:
    chat = Chat(AutoTokenizer.from_pretrained(made[0]))
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "two agents"}]
    for finish, end in ((None, "<|end|>"), ("stop", "<|end|>"), ("length", "")):
        raw = make_row("a", "Yes", messages=messages, finish=finish)
        row = encode_rows([parse_row(raw, "t")], chat, max_length=256).rows[0]
        assert chat.decode(row.prompt) == "<|user|>two helpers<|system|>Be brief.<|assistant|>"
        assert chat.decode(row.answer) == f"Yes{end}"


def test_trains_and_converts(files: dict[str, str], made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    options = {"lora": None, "lr": 1e-2, "epochs": 4, "rows_per_step": 9}
    card = run(Path(files["data"]), made[0], tmp_path / "run", **options)
    assert card and card["losses"][-1] < card["losses"][0]
    convert(str(tmp_path / "run"), None, str(tmp_path / "m.gguf"))
    reader = GGUFReader(tmp_path / "m.gguf")
    assert reader.fields["general.architecture"].contents() == "qwen2"
    assert reader.fields["qwen2.rope.freq_base"].contents() == 1e6
    assert reader.fields["tokenizer.ggml.eot_token_id"].contents() == 297
    assert reader.fields["tokenizer.chat_template"].contents() == TEMPLATE
    matrices = {tensor.tensor_type for tensor in reader.tensors if len(tensor.shape) == 2}
    assert matrices == {GGMLQuantizationType.Q8_0}


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        ({"vocab": 259}, "vocab-too-small", "260"),
        ({"vocab": 100_000}, "invalid-option", "or less for this data"),
        ({"hidden": 192, "heads": 5}, "invalid-option", "--heads"),
        ({"layers": 1}, "invalid-option", "--layers"),
        ({"hidden": 80}, "invalid-option", "--hidden"),
        ({"intermediate": 100}, "invalid-option", "--intermediate"),
        ({"template": "nowhere.jinja"}, "invalid-option", "--template"),
    ],
)
def test_what_can_not_be_made(
    files: dict[str, str], tmp_path: Path, change: dict[str, Any], code: str, named: str
) -> None:
    with pytest.raises(TrainerError, match=named) as caught:
        make_base(ScratchOptions(**{**files, **SMALL, **change}, out=str(tmp_path / "out")))
    assert caught.value.code == code and not (tmp_path / "out").exists()


def test_template_without_an_end(files: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "t.jinja").write_text("<|user|>{{ messages[0].content }}<|assistant|>")
    with pytest.raises(TrainerError, match=r"<\|end\|>"):
        make_base(ScratchOptions(**{**files, "template": str(tmp_path / "t.jinja")}, out=str(tmp_path / "out")))
    assert find_markers("<|b|><|a_c|><|b|><|{{ x }}|><|A|>") == ["<|b|>", "<|a_c|>"]


def test_command(files: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {**files, "out": str(tmp_path / "out"), "vocab": "300", "hidden": "32", "heads": "2", "layers": "2"}
    arguments = ["scratch", *(text for key, value in given.items() for text in (f"--{key}", value))]
    assert main(arguments) == 0 and main(arguments) == 2
    done, refused = map(json.loads, capsys.readouterr().out.splitlines())
    assert done["event"] == "finished" and done["vocabulary"] == 300
    assert refused["code"] == "out-not-empty"
