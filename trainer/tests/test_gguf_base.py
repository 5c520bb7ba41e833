"""A GGUF file as a base: what is unpacked is what was written, and an adapter goes back into the same file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter
from gguf.quants import dequantize
from running import run, start
from tiny import episode_rows, make_model, make_tokenizer, write_rows
from transformers import LlamaConfig, LlamaForCausalLM

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.base import unpacked
from w4s_trainer.gguf.convert import convert
from w4s_trainer.gguf.rewrite import rewrite
from w4s_trainer.model.load import load_chat, load_config, load_tokenizer
from w4s_trainer.model.merge import load_trained

TEXTS = ["def f(x):\n\treturn 12345\n\n", "It's é ✓ é <|im_end|>", "  two  blanks\r\n", "日本語 42"]
LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 500000.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 8192,
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("W4S_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def save_folder(folder: Path, shape: str) -> Path:
    tokenizer = make_tokenizer()
    if shape in ("llama", "wide heads"):
        heads = {"head_dim": 16} if shape == "wide heads" else {"rope_parameters": LLAMA3}
        config = LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=512, initializer_range=0.2,
            **heads,
        )  # fmt: skip
        model = LlamaForCausalLM(config)
    else:
        model = make_model(len(tokenizer), tied=shape == "tied", dtype=torch.float32)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def logits(base: Path, adapter: Path | None = None) -> torch.Tensor:
    ids = torch.tensor([load_tokenizer(str(base)).encode("def workflow(agent, task): return 12")])
    with torch.no_grad():
        return load_trained(str(base), str(adapter) if adapter else None, dtype=torch.float32)(ids).logits


@pytest.mark.parametrize("shape", ["tied", "untied", "llama", "wide heads"])
@pytest.mark.parametrize(("kind", "off"), [("f32", 1e-5), ("f16", 2e-2), ("bf16", 0.2), ("q8_0", 0.4)])
def test_unpacked_is_what_was_written(tmp_path: Path, shape: str, kind: Any, off: float) -> None:
    folder, file = save_folder(tmp_path / "base", shape), tmp_path / "base.gguf"
    convert(str(folder), None, str(file), kind=kind)
    assert (logits(file) - logits(folder)).abs().max() < off
    ours, theirs = load_tokenizer(str(file)), load_tokenizer(str(folder))
    for text in TEXTS[:1]:  # the folder's tokenizer normalises, the file's does not: as in llama.cpp
        assert ours.encode(text) == theirs.encode(text)
    assert [ours.decode(ours.encode(text)) for text in TEXTS] == TEXTS
    assert ours.chat_template == theirs.chat_template
    config = load_config(str(file))
    assert config.tie_word_embeddings == (shape == "tied")
    # The tokenizer's second end token is one at which the runtime stops, too.
    assert load_chat(str(file)).stops == {ours.eos_token_id, ours.convert_tokens_to_ids("<|endoftext|>")}


def test_a_training_takes_the_cached_folder_and_its_adapter_fits_the_file_only(
    tmp_path: Path, cache: Path
) -> None:
    file, other = tmp_path / "base.gguf", tmp_path / "other.gguf"
    convert(str(save_folder(tmp_path / "base", "untied")), None, str(file), kind="f16")
    convert(str(tmp_path / "base"), None, str(other), kind="q8_0")
    data = write_rows(tmp_path / "rows.jsonl", episode_rows())
    card = run(data, file, tmp_path / "a", lr=0.05, epochs=5)
    (folder,) = (cache / "bases").iterdir()
    made = folder.stat().st_mtime_ns
    again = run(data, file, tmp_path / "b", lr=0.05, epochs=5)
    assert card and again and card["losses"] == again["losses"] and card["base"] == again["base"]
    assert len(card["base"]["sha256"]) == 64 and folder.stat().st_mtime_ns == made
    for wrong in (other, tmp_path / "base"):
        with pytest.raises(TrainerError) as caught:
            (rewrite if wrong is other else convert)(str(wrong), str(tmp_path / "a"), str(tmp_path / "m.gguf"))
        assert caught.value.code == "adapter-mismatch" and caught.value.hint
    assert not (tmp_path / "m.gguf").exists() and not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("shape", ["tied", "llama"])
@pytest.mark.parametrize("kind", ["f32", "f16", "bf16", "q8_0"])
def test_rewritten_with_the_adapter_in_it(tmp_path: Path, shape: str, kind: Any) -> None:
    file, out = tmp_path / "base.gguf", tmp_path / "merged.gguf"
    convert(str(save_folder(tmp_path / "base", shape)), None, str(file), kind="f32")
    run(write_rows(tmp_path / "rows.jsonl", episode_rows()), file, tmp_path / "a", lr=0.05, epochs=5)
    rewrite(str(file), str(tmp_path / "a"), str(out), kind=kind, name="mine")
    off = {"f32": 1e-4, "f16": 2e-2, "bf16": 0.2, "q8_0": 0.5}[kind]
    trained = logits(file, tmp_path / "a")
    assert (logits(out) - trained).abs().max() < off < (trained - logits(file)).abs().max()
    before, after = (dict(GGUFReader(path).fields) for path in (file, out))
    assert before.keys() == after.keys()
    changed = {key for key in before if before[key].contents() != after[key].contents()}
    assert changed - {"general.file_type"} == {"general.name"}
    assert after["general.name"].contents() == "mine"


def test_rewritten_alone(tmp_path: Path) -> None:
    """Vectors, and matrices that have the type already, keep every byte."""
    file, out = tmp_path / "base.gguf", tmp_path / "q8.gguf"
    convert(str(save_folder(tmp_path / "base", "untied")), None, str(file), kind="f16")
    facts = rewrite(str(file), None, str(out))
    assert facts["bytes"] == out.stat().st_size < file.stat().st_size
    exact, found = ({t.name: t for t in GGUFReader(path).tensors} for path in (file, out))
    assert exact.keys() == found.keys()
    for name, tensor in found.items():
        matrix = exact[name].data.ndim == 2
        assert tensor.tensor_type == (GGMLQuantizationType.Q8_0 if matrix else GGMLQuantizationType.F32)
        wanted = exact[name].data.astype(np.float32)
        off = np.abs(dequantize(tensor.data, tensor.tensor_type) - wanted).max()
        assert off <= (np.abs(wanted).max() / 127 if matrix else 0)
    rewrite(str(out), None, str(tmp_path / "twice.gguf"))
    assert (tmp_path / "twice.gguf").read_bytes() == out.read_bytes()


def broken(folder: Path, how: str) -> Path:
    """A file with something missing."""
    file = folder / f"{how}.gguf"
    if how == "absent":
        return file
    if how in ("text", "empty"):
        file.write_text("not a model" if how == "text" else "")
        return file
    convert(str(save_folder(folder / "base", "tied")), None, str(folder / "good.gguf"))
    if how in ("half", "head"):
        whole = (folder / "good.gguf").read_bytes()
        file.write_bytes(whole[: len(whole) // 2 if how == "half" else 40])
        return file
    changes = {
        "architecture": ("general.architecture", "mamba2"),
        "split": ("tokenizer.ggml.pre", "tekken"),
        "vocabulary": ("tokenizer.ggml.model", "llama"),
        "mute": ("tokenizer.chat_template", None),
        "shapeless": ("qwen2.block_count", None),
        "scaled": ("qwen2.rope.scaling.type", "longrope"),
    }
    rewritten(folder / "good.gguf", file, *changes[how])
    return file


def rewritten(source: Path, out: Path, key: str, value: str | None) -> None:
    reader = GGUFReader(source)
    fields = {name: field for name, field in reader.fields.items() if not name.startswith("GGUF.")}
    values = {name: field.contents() for name, field in fields.items()} | {key: value}
    writer = GGUFWriter(out, values.pop("general.architecture"))
    for name, given in values.items():
        if given is None:
            continue
        if name in fields:
            types = fields[name].types
            writer.add_key_value(name, given, types[0], types[1] if len(types) > 1 else None)
        else:
            writer.add_string(name, given)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.mark.parametrize(
    ("how", "code", "named"),
    [
        ("absent", "base-not-found", "absent.gguf"),
        ("text", "base-invalid", "begins with"),
        ("empty", "base-invalid", "begins with"),
        ("half", "base-invalid", "damaged or incomplete"),
        ("head", "base-invalid", "damaged or incomplete"),
        ("architecture", "gguf-unsupported", "mamba2"),
        ("split", "gguf-unsupported", "tekken"),
        ("vocabulary", "gguf-unsupported", "byte-level BPE"),
        ("mute", "no-chat-template", "chat template"),
        ("shapeless", "base-invalid", "block_count"),
        ("scaled", "gguf-unsupported", "longrope"),
    ],
)
def test_files_that_are_no_base(tmp_path: Path, cache: Path, how: str, code: str, named: str) -> None:
    with pytest.raises(TrainerError) as caught:
        unpacked(str(broken(tmp_path, how)))
    assert (caught.value.code, caught.value.exit_code) == (code, 1)
    assert named in caught.value.message and caught.value.hint
    assert not (cache / "bases").exists() or not list((cache / "bases").iterdir())


def test_by_its_commands(tmp_path: Path) -> None:
    file = tmp_path / "base.gguf"
    convert(str(save_folder(tmp_path / "base", "tied")), None, str(file))
    data = write_rows(tmp_path / "rows.jsonl", episode_rows())
    process = start("train", "--data", data, "--base", file, "--out", tmp_path / "a", "--device", "cpu")
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert errors.count("unpacked base.gguf into") == 1
    process = start("gguf", "--base", file, "--adapter", tmp_path / "a", "--out", tmp_path / "m.gguf")
    output, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert json.loads(output)["bytes"] == (tmp_path / "m.gguf").stat().st_size
    process = start("gguf", "--base", file, "--out", file)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 2 and json.loads(output)["code"] == "usage"
