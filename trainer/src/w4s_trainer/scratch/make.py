"""Writes a base folder: tokenizer, random weights, card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from w4s_trainer import __version__
from w4s_trainer.data.chat import Chat
from w4s_trainer.data.read import RowFile, read_rows
from w4s_trainer.errors import TrainerError
from w4s_trainer.model.fingerprint import fingerprint
from w4s_trainer.scratch.copying import install_copying
from w4s_trainer.scratch.options import ScratchOptions, check_options, find_markers
from w4s_trainer.scratch.tokenizer import learn_tokenizer


def make_base(options: ScratchOptions) -> dict[str, Any]:
    """Fields of the `finished` event. Raises TrainerError ``out-not-empty``, ``invalid-option``, ``vocab-too-small``
    and what reading the rows raises."""
    out, template = Path(options.out).expanduser(), _read(options.template)
    markers = find_markers(template)
    check_options(options, markers)
    if (out / "config.json").exists():
        message = f"Expected `{out}` to be empty, but it holds a model"
        raise TrainerError("out-not-empty", message, hint="Use another --out.", exit_code=2)
    file = read_rows(options.data)
    texts = list(_texts(file))
    tokenizer = learn_tokenizer(texts, markers, vocab=options.vocab, context=options.context, template=template)
    Chat(tokenizer)  # an invalid template should fail here, not in `train`
    model = random_qwen2(options, vocab=len(tokenizer), end=tokenizer.eos_token_id)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    facts = {
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "vocabulary": len(tokenizer),
        "markers": markers,
        "bytes_per_token": round(bytes_per_token(tokenizer, texts), 3),
        "fingerprint": fingerprint(model),
    }
    _write_card(out, options, file, facts)
    return {"out": str(out), **facts}


def random_qwen2(options: ScratchOptions, *, vocab: int, end: int) -> Any:
    """A Qwen2 with tied embeddings, float32, that copies; a function of the options and their seed."""
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(options.seed)
    config = Qwen2Config(
        vocab_size=vocab,
        hidden_size=options.hidden,
        intermediate_size=options.intermediate,
        num_hidden_layers=options.layers,
        num_attention_heads=options.heads,
        num_key_value_heads=options.heads,
        max_position_embeddings=options.context,
        rope_parameters={"rope_type": "default", "rope_theta": 1_000_000.0},
        initializer_range=options.hidden**-0.5,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=end,
        pad_token_id=end,
    )
    model = Qwen2ForCausalLM(config).float()
    install_copying(model)
    return model


def bytes_per_token(tokenizer: Any, texts: list[str]) -> float:
    """UTF-8 bytes of the texts for each of their tokens."""
    encoded = tokenizer.backend_tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return sum(len(text.encode()) for text in texts) / max(1, sum(len(one.ids) for one in encoded))


def _texts(file: RowFile) -> Iterator[str]:
    for row in file.rows:
        yield from (message["content"] for message in row.messages)
        yield row.completion


def _read(template: str) -> str:
    try:
        return Path(template).expanduser().read_text(encoding="utf-8")
    except OSError as error:
        message = f"Expected `--template {template}` to be a file: {error.strerror}"
        hint = "Write the chat template, in Jinja, to a file."
        raise TrainerError("invalid-option", message, hint=hint, exit_code=2, option="template") from error


def _write_card(out: Path, options: ScratchOptions, file: RowFile, facts: dict[str, Any]) -> None:
    card = {
        "version": 1,
        "trainer": __version__,
        "name": options.name or out.name,
        "data": {"path": file.path, "sha256": file.sha256, "rows": len(file.rows)},
        "options": options.as_dict(),
        **facts,
    }
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False))
