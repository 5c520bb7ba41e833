"""A tiny random Qwen2 with a byte-level BPE of its own, and rows for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from w4s_trainer.model.attention import implementation

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
REFUSES_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}" + TEMPLATE
)
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CORPUS = [
    "def workflow(agent, task):\n    return {'answer': agent.call_llm(task)}\n",
    "The accuracy of the last workflow was 0.5, improve it. Write a vote over five answers.",
    "system\nuser\nassistant\nYou design workflows for a strong executor.",
]


def make_tokenizer(template: str | None = TEMPLATE, vocab_size: int = 400) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN2_SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in SPECIAL])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>", chat_template=template
    )


def make_model(
    vocab: int,
    *,
    seed: int = 0,
    tied: bool = True,
    attention: str = "branches",
    dtype: torch.dtype = torch.float64,
    **changes: Any,
) -> Any:
    torch.manual_seed(seed)
    shape = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 512,
        **changes,
    }
    config = Qwen2Config(
        vocab_size=vocab,
        tie_word_embeddings=tied,
        initializer_range=0.2,
        attn_implementation=implementation(attention),
        **shape,
    )
    model = Qwen2ForCausalLM(config).to(dtype)
    with torch.no_grad():  # norms and biases start as ones and zeros, which would hide their gradients' mistakes
        for name, parameter in model.named_parameters():
            if "norm" in name or "bias" in name:
                parameter.add_(0.3 * torch.randn_like(parameter))
    return model


def save_base(
    folder: Path, *, template: str | None = TEMPLATE, dtype: torch.dtype = torch.float32, **changes: Any
) -> Path:
    tokenizer = make_tokenizer(template)
    make_model(len(tokenizer), dtype=dtype, **changes).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def make_row(name: str, completion: str, *, weight: float = 1.0, **fields: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "id": f"run/{name}",
        "episode": "run/e0",
        "state": "run/t01",
        "task": "gsm8k",
        "turn": 1,
        "slot": 0,
        "kind": "action",
        "messages": [{"role": "user", "content": "improve it"}],
        "completion": completion,
        "tokens": None,
        "reward": None,
        "weight": weight,
        **fields,
    }


WEIGHTS = {0.0: 1.0, 0.5: 3.4903429574618414, 1.0: 12.182493960703473}
"""exp(r / 0.4)"""


def episode_rows(episode: str = "e0", *, candidates: int = 3) -> list[dict[str, Any]]:
    """A two-turn episode: candidates of one prompt, then candidates of the prompt that goes on from the best."""
    first = [
        {"role": "system", "content": "You design workflows."},
        {"role": "user", "content": f"The task of {episode}: improve it."},
    ]
    texts = [f"def workflow(agent, task): return {{'answer': {'vote' * k} agent {k}}}" for k in range(candidates)]
    second = [
        *first,
        {"role": "assistant", "content": texts[1]},
        {"role": "user", "content": f"accuracy of {episode} was 0.5"},
    ]
    rows = []
    for turn, messages in ((1, first), (2, second)):
        for slot, text in enumerate(texts):
            reward = (0.0, 1.0, 0.5)[(slot + turn) % 3]
            body = text if turn == 1 else f"Write a vote.\n{text[: 20 + 9 * slot]}"
            rows.append(
                make_row(
                    f"{episode}t{turn}c{slot}",
                    body,
                    weight=WEIGHTS[reward],
                    reward=reward,
                    episode=f"run/{episode}",
                    messages=messages,
                    turn=turn,
                    slot=slot,
                )
            )
    return rows


def write_rows(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def save_adapter(
    folder: Path,
    model: Any,
    *,
    rank: int,
    alpha: float,
    seed: int = 0,
    layers: Any = "all-linear",
    scale: float = 0.1,
    **more: Any,
) -> Path:
    """A LoRA adapter of random weights, as peft writes it."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    config = LoraConfig(r=rank, lora_alpha=alpha, target_modules=layers, task_type="CAUSAL_LM", **more)
    adapted = get_peft_model(model, config)
    with torch.no_grad():
        for name, parameter in adapted.named_parameters():
            if "lora_" in name:
                parameter.copy_(scale * torch.randn_like(parameter))
    adapted.save_pretrained(folder)
    return folder
