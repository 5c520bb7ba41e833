"""Models that would be trained or served otherwise than they are: refused, whether or not their configuration tells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from running import run
from tiny import episode_rows, make_model, make_tokenizer, write_rows
from transformers import AutoModelForCausalLM, BloomConfig, Gemma3Config, GPT2Config, Qwen3_5Config, Qwen3MoeConfig

from w4s_trainer.errors import TrainerError
from w4s_trainer.layout.arrange import MODES, Mode
from w4s_trainer.model.adapter import add_lora
from w4s_trainer.model.attention import implementation
from w4s_trainer.model.probe import check_layout
from w4s_trainer.model.support import context_length
from w4s_trainer.serve.attention import implementation as in_slots
from w4s_trainer.serve.room import make_cache

TOKENIZER = make_tokenizer()
SMALL = {"vocab_size": len(TOKENIZER), "hidden_size": 32, "initializer_range": 0.2, "num_attention_heads": 2}
LAYERS = {"num_hidden_layers": 4, "num_key_value_heads": 1, "head_dim": 16, "intermediate_size": 64}
TEXT = {**SMALL, **LAYERS, "max_position_embeddings": 512}
VISION = {
    "hidden_size": 16,
    "intermediate_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "image_size": 28,
    "patch_size": 14,
}


def gemma3(window: int) -> Any:
    """As 4B and larger: what is about text is nested."""
    kinds = ["sliding_attention"] * 3 + ["full_attention"]
    return Gemma3Config(text_config={**TEXT, "sliding_window": window, "layer_types": kinds}, vision_config=VISION)


def qwen3_5() -> Any:
    heads = {f"linear_num_{of}_heads": 2 for of in ("key", "value")} | {
        f"linear_{of}_head_dim": 8 for of in ("key", "value")
    }
    return Qwen3_5Config(text_config={**TEXT, **heads, "layer_types": ["linear_attention"] * 3 + ["full_attention"]})


def bloom() -> Any:
    """Its biases depend on how far tokens lie from each other in the batch; nothing in its configuration says so."""
    return BloomConfig(vocab_size=len(TOKENIZER), hidden_size=32, n_layer=2, n_head=2, initializer_range=0.2)


def made(config: Any, attention: str, dtype: torch.dtype = torch.float32) -> Any:
    torch.manual_seed(0)
    return AutoModelForCausalLM.from_config(config, attn_implementation=attention).to(dtype).eval()


REFUSED = [
    pytest.param(gemma3(8), "sliding window of 8", id="gemma3"),
    pytest.param(qwen3_5(), "without ordinary attention", id="qwen3_5"),
    pytest.param(bloom(), "other logits than each row alone", id="bloom"),
]


@pytest.mark.parametrize(("config", "named"), REFUSED)
def test_no_training(tmp_path: Path, config: Any, named: str) -> None:
    made(config, "eager").save_pretrained(tmp_path / "base")
    config.save_pretrained(tmp_path / "base")  # of some, the model for text alone keeps a part
    TOKENIZER.save_pretrained(tmp_path / "base")
    with pytest.raises(TrainerError, match=named) as caught:
        run(write_rows(tmp_path / "rows.jsonl", episode_rows()), tmp_path / "base", tmp_path / "out")
    assert caught.value.code == "unsupported-model" and f"`{config.model_type}`" in caught.value.message


@pytest.mark.parametrize("config", [gemma3(8), qwen3_5(), bloom()], ids=["gemma3", "qwen3_5", "bloom"])
def test_no_serving(config: Any) -> None:
    with pytest.raises(TrainerError) as caught:
        make_cache(made(config, in_slots()), slots=1, context=64)
    assert caught.value.code == "unsupported-model"


def test_a_nested_context_length() -> None:
    assert context_length(gemma3(8)) == 512


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize(("mode", "exact"), [("padded", True), ("packed", False), ("tree", False)])
def test_a_layer_that_looks_beside_its_attention(mode: Mode, exact: bool, dtype: torch.dtype) -> None:
    """A running mean over the sequence, as small as rounding in half precision."""
    model = mixing(make_model(len(TOKENIZER), dtype=dtype))
    if exact:
        return check_layout(model, mode)
    with pytest.raises(TrainerError, match="each row alone"):
        check_layout(model, mode)
    model.set_attn_implementation(in_slots())
    with pytest.raises(TrainerError, match="keeps more between tokens"):
        make_cache(model, slots=1, context=64)


def mixing(model: Any) -> Any:
    def mix(_: Any, inputs: tuple[torch.Tensor], output: torch.Tensor) -> torch.Tensor:
        counts = torch.arange(1, output.shape[1] + 1)[:, None]
        return output + 0.05 * (inputs[0].cumsum(dim=1) / counts).to(output.dtype)

    model.model.layers[0].mlp.register_forward_hook(mix)
    return model


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("mode", MODES)
def test_models_that_are_exact_pass(mode: Mode, dtype: torch.dtype) -> None:
    experts = {"num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
    gpt2 = GPT2Config(vocab_size=len(TOKENIZER), n_embd=32, n_layer=2, n_head=2, initializer_range=0.2)
    for config in (gemma3(64), Qwen3MoeConfig(**TEXT, **experts), gpt2):
        model = made(config, implementation("branches"), dtype)
        check_layout(model, mode)
        assert {weight.dtype for weight in model.parameters()} == {dtype}
        assert model.config._attn_implementation == implementation("branches")


def test_adapters_lie_where_text_runs(tmp_path: Path) -> None:
    model = add_lora(made(gemma3(64), "eager"), rank=2, alpha=4)
    model.save_pretrained(tmp_path)
    trained = [name for name, weight in model.named_parameters() if weight.requires_grad]
    assert len(trained) == 2 * 7 * 4 and all("language_model" in name for name in trained)
