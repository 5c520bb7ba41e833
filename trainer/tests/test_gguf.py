from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, GGUFReader, TokenType
from gguf.quants import dequantize
from running import run
from tiny import TEMPLATE, episode_rows, make_tokenizer, write_rows
from transformers import LlamaConfig, LlamaForCausalLM

from w4s_trainer.errors import TrainerError
from w4s_trainer.gguf.convert import convert
from w4s_trainer.gguf.rope import rope_factors
from w4s_trainer.gguf.tensors import gguf_name, reorder
from w4s_trainer.gguf.vocabulary import pre_tokenizer_name
from w4s_trainer.model.merge import load_trained, merge_to_folder


@pytest.fixture(scope="module")
def adapter(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    run(write_rows(folder / "rows.jsonl", episode_rows()), base, folder / "adapter", lr=0.05, epochs=5)
    return folder / "adapter"


def value(reader: GGUFReader, name: str) -> Any:
    return reader.fields[name].contents()


@pytest.mark.parametrize("kind", ["f32", "f16", "q8_0"])
def test_tensors_are_the_merged_weights(base: Path, adapter: Path, tmp_path: Path, kind: Any) -> None:
    facts = convert(str(base), str(adapter), str(tmp_path / "m.gguf"), kind=kind)
    reader = GGUFReader(tmp_path / "m.gguf")
    merged = load_trained(str(base), str(adapter), dtype=torch.float32).merge_and_unload()
    wanted = {gguf_name(name): weight.detach() for name, weight in merged.named_parameters()}
    assert {tensor.name for tensor in reader.tensors} == wanted.keys()
    assert "output.weight" not in wanted  # tied: runtimes take token_embd
    assert facts == {"tensors": len(wanted), "bytes": (tmp_path / "m.gguf").stat().st_size}
    for tensor in reader.tensors:
        found, exact = dequantize(tensor.data, tensor.tensor_type), wanted[tensor.name].numpy()
        matrix = exact.ndim == 2
        assert tensor.tensor_type == (GGMLQuantizationType[kind.upper()] if matrix else GGMLQuantizationType.F32)
        step = {"f32": 1e-7, "f16": 1e-3, "q8_0": 1 / 127}[kind] if matrix else 0
        assert np.abs(found.reshape(exact.shape) - exact).max() <= step * np.abs(exact).max() + 1e-7


def test_metadata(base: Path, tmp_path: Path) -> None:
    convert(str(base), None, str(tmp_path / "m.gguf"), name="pocket")
    reader = GGUFReader(tmp_path / "m.gguf")
    tokenizer = make_tokenizer()
    wanted = {
        "general.architecture": "qwen2",
        "general.name": "pocket",
        "qwen2.block_count": 2,
        "qwen2.context_length": 512,
        "qwen2.embedding_length": 32,
        "qwen2.feed_forward_length": 64,
        "qwen2.attention.head_count": 4,
        "qwen2.attention.head_count_kv": 2,
        "qwen2.attention.key_length": 8,
        "qwen2.attention.value_length": 8,
        "qwen2.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "qwen2",
        "tokenizer.ggml.eos_token_id": tokenizer.eos_token_id,
        "tokenizer.ggml.eot_token_id": tokenizer.eos_token_id,
        "tokenizer.ggml.padding_token_id": tokenizer.pad_token_id,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": TEMPLATE,
    }
    assert {name: value(reader, name) for name in wanted} == wanted
    assert value(reader, "qwen2.attention.layer_norm_rms_epsilon") == pytest.approx(1e-6)


def test_vocabulary(base: Path, tmp_path: Path) -> None:
    convert(str(base), None, str(tmp_path / "m.gguf"))
    reader, tokenizer = GGUFReader(tmp_path / "m.gguf"), make_tokenizer()
    tokens = value(reader, "tokenizer.ggml.tokens")
    assert tokens == tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
    types = value(reader, "tokenizer.ggml.token_type")
    assert [tokens[index] for index, kind in enumerate(types) if kind == TokenType.CONTROL] == [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>",
    ]  # fmt: skip
    merges = value(reader, "tokenizer.ggml.merges")
    assert len(merges) == len(tokens) - 256 - 3 and all(len(pair.split(" ")) == 2 for pair in merges)


def test_embedding_rows_beyond_the_tokenizer(tmp_path: Path) -> None:
    """Qwen2.5 has some: they are tokens of their own that are never produced."""
    from tiny import make_model

    tokenizer = make_tokenizer()
    make_model(len(tokenizer) + 5, dtype=torch.float32).save_pretrained(tmp_path / "base")
    tokenizer.save_pretrained(tmp_path / "base")
    convert(str(tmp_path / "base"), None, str(tmp_path / "m.gguf"))
    reader = GGUFReader(tmp_path / "m.gguf")
    assert value(reader, "tokenizer.ggml.tokens")[-1] == f"[PAD{len(tokenizer) + 4}]"
    assert value(reader, "tokenizer.ggml.token_type")[-5:] == [TokenType.UNUSED] * 5


def test_llama_heads_are_reordered_to_the_same_rotation() -> None:
    """Rotating neighbours after reordering gives what rotating halves gives before it."""
    config = LlamaConfig(hidden_size=16, num_attention_heads=2, num_key_value_heads=2)
    weight, angle = torch.randn(16, 16), torch.rand(4)
    hidden = torch.randn(16)
    halves = (weight @ hidden).unflatten(0, (2, 2, 4))  # head, half, pair
    pairs = (reorder("model.layers.0.self_attn.q_proj.weight", weight, config) @ hidden).unflatten(0, (2, 4, 2))
    rotated = torch.complex(halves[:, 0], halves[:, 1]) * torch.polar(torch.ones(4), angle)
    assert torch.allclose(torch.view_as_complex(pairs.contiguous()) * torch.polar(torch.ones(4), angle), rotated)
    assert reorder("model.layers.0.self_attn.v_proj.weight", weight, config) is weight


def test_llama(tmp_path: Path) -> None:
    tokenizer = make_tokenizer()
    scaling = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 8.0,
               "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 64}  # fmt: skip
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=512, tie_word_embeddings=False, rope_parameters=scaling,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    model.save_pretrained(tmp_path / "base")
    tokenizer.save_pretrained(tmp_path / "base")
    convert(str(tmp_path / "base"), None, str(tmp_path / "m.gguf"), kind="f16")
    reader = GGUFReader(tmp_path / "m.gguf")
    names = {tensor.name for tensor in reader.tensors}
    assert {"output.weight", "rope_freqs.weight"} <= names and value(reader, "general.architecture") == "llama"
    # transformers' own scaled frequencies, against ours
    plain = 1 / 500000.0 ** (torch.arange(0, 8, 2) / 8)
    factors = rope_factors(config)
    assert factors is not None and torch.allclose(plain / factors, model.model.rotary_emb.inv_freq, rtol=1e-6)


def test_merged_folder_is_the_adapted_model(base: Path, adapter: Path, tmp_path: Path) -> None:
    merge_to_folder(str(base), str(adapter), str(tmp_path / "merged"), dtype="fp32")
    ids = torch.tensor([make_tokenizer().encode("def workflow(agent, task): return")])
    with torch.no_grad():
        adapted, merged, plain = (
            load_trained(*names, dtype=torch.float32)(ids).logits
            for names in ((str(base), str(adapter)), (str(tmp_path / "merged"), None), (str(base), None))
        )
    assert torch.allclose(adapted, merged, atol=1e-4) and not torch.allclose(adapted, plain, atol=1e-2)


def test_what_can_not_be_written(base: Path) -> None:
    for pre in (
        {"type": "Metaspace"},
        {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": "x"}}, {"type": "ByteLevel"}]},
    ):
        with pytest.raises(TrainerError) as caught:
            pre_tokenizer_name({"pre_tokenizer": pre, "model": {"type": "BPE"}})
        assert caught.value.code == "gguf-unsupported"
    assert pre_tokenizer_name({"pre_tokenizer": {"type": "ByteLevel"}, "model": {"type": "BPE"}}) == "gpt-2"
