"""The options of every command."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from w4s_trainer import __version__
from w4s_trainer.cli.numbers import above_zero, count, not_negative, part, positive
from w4s_trainer.errors import TrainerError
from w4s_trainer.layout.arrange import MODES
from w4s_trainer.preference.options import BETA, Method, PreferenceOptions
from w4s_trainer.scratch.options import ScratchOptions
from w4s_trainer.serve.options import SERVED_DTYPES
from w4s_trainer.train.options import ATTENTIONS, DTYPES, MOST_TOKENS, OPTIMIZERS, TrainOptions

DEFAULTS = TrainOptions(data="", base="", out="")
BASE = "model folder, GGUF file or Hugging Face name"
KINDS = ["f32", "f16", "bf16", "q8_0"]


class Parser(argparse.ArgumentParser):
    """Reports a wrong option as a TrainerError, so that the parent gets an event for it."""

    def error(self, message: str) -> NoReturn:
        hint = f"See `{self.prog} --help`."
        raise TrainerError("usage", message, hint=hint, exit_code=2)


def make_parser() -> Parser:
    parser = Parser(prog="w4s_trainer", description="Reward-weighted regression of a meta-agent.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, parser_class=Parser)
    _scratch(commands.add_parser("scratch", help="make a small base from scratch, for `train --full`"))
    _train(commands.add_parser("train", help="train an adapter, or all weights, on weighted rows"))
    _inspect(commands.add_parser("inspect", help="tokens, weights and longest rows of a data set"))
    _bench(commands.add_parser("bench", help="tokens/s of padded, packed and tree layouts on the same rows"))
    _merge(commands.add_parser("merge", help="write the base with the adapter merged into it"))
    _gguf(commands.add_parser("gguf", help="write base and adapter as one GGUF file"))
    _serve(commands.add_parser("serve", help="serve chat completions from a base and its adapters"))
    _preference(commands.add_parser("dpo", help="DPO on pairs, through TRL (extra `trl`)"), "dpo")
    _preference(commands.add_parser("kto", help="KTO on good and bad rows, through TRL (extra `trl`)"), "kto")
    _preference(commands.add_parser("grpo", help="GRPO on a task's own problems, through TRL (extra `trl`)"), "grpo")
    return parser


def _scratch(parser: argparse.ArgumentParser) -> None:
    defaults = ScratchOptions(data="", out="", template="")
    parser.add_argument("--data", required=True, metavar="FILE", help="rows with texts to learn the tokenizer from")
    parser.add_argument("--out", required=True, metavar="DIR", help="output folder of the base")
    parser.add_argument("--template", required=True, metavar="FILE", help="chat template; must mention <|end|>")
    parser.add_argument("--vocab", type=positive, default=defaults.vocab, help="total tokens (default 1024)")
    parser.add_argument("--hidden", type=positive, default=defaults.hidden, help="default 192")
    parser.add_argument("--layers", type=positive, default=defaults.layers, help="default 6")
    parser.add_argument("--heads", type=positive, default=defaults.heads, help="default 6")
    parser.add_argument("--intermediate", type=positive, default=defaults.intermediate, help="default 512")
    parser.add_argument("--context", type=positive, default=defaults.context, help="tokens (default 512)")
    parser.add_argument("--seed", type=int, default=defaults.seed, help="of the weights (default 0)")
    parser.add_argument("--name", help="for its card (default: the folder's name)")


def _train(parser: argparse.ArgumentParser) -> None:
    _data_and_base(parser)
    parser.add_argument("--out", required=True, metavar="DIR", help="output folder for adapter, card and checkpoint")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--lora", type=positive, default=DEFAULTS.lora, metavar="RANK", help="LoRA rank (default 16)")
    what.add_argument("--full", dest="lora", action="store_const", const=None, help="train all weights")
    parser.add_argument("--lora-alpha", type=float, help="default: twice the rank")
    parser.add_argument("--epochs", type=positive, default=DEFAULTS.epochs)
    parser.add_argument("--lr", type=above_zero, default=DEFAULTS.lr, help="peak learning rate (default 1e-4)")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default=DEFAULTS.optimizer, help="muon needs --full")
    parser.add_argument("--weight-decay", type=not_negative, default=DEFAULTS.weight_decay, help="default 0")
    parser.add_argument("--rows-per-step", type=positive, default=DEFAULTS.rows_per_step)
    parser.add_argument("--warmup", type=part, default=DEFAULTS.warmup, help="share of steps, 0 to 1 (default 0.05)")
    parser.add_argument("--schedule", choices=["cosine", "linear", "constant"], default=DEFAULTS.schedule)
    parser.add_argument("--grad-clip", type=not_negative, default=DEFAULTS.grad_clip, help="largest norm, 0 for none")
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed)
    parser.add_argument("--checkpoint-every", type=count, default=DEFAULTS.checkpoint_every, metavar="STEPS")
    parser.add_argument("--resume", action="store_true", help="continue from the checkpoint in --out, if there is one")
    _length(parser)
    _layout(parser)
    _machine(parser)


def _inspect(parser: argparse.ArgumentParser) -> None:
    _data_and_base(parser)
    _length(parser)
    parser.add_argument("--micro-tokens", type=positive, default=MOST_TOKENS)
    parser.add_argument("--rows-per-step", type=positive, default=DEFAULTS.rows_per_step)


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="FILE", help="rows; default: synthetic two-turn episodes")
    parser.add_argument("--base", metavar="DIR|NAME", help="default: a randomly initialised Qwen2 of --preset")
    parser.add_argument("--preset", choices=["tiny", "small", "qwen2.5-0.5b", "qwen2.5-7b"], default="tiny")
    parser.add_argument("--episodes", type=positive, default=1)
    parser.add_argument("--prompt-tokens", type=positive, default=3000)
    parser.add_argument("--answer-tokens", type=positive, default=700)
    parser.add_argument("--candidates", type=positive, default=5)
    parser.add_argument("--repeats", type=positive, default=1, help="timed steps per layout, after a warm-up step")
    parser.add_argument("--lora", type=positive, default=DEFAULTS.lora, metavar="RANK")
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed)
    _layout(parser, mode=False)
    _machine(parser)


def _merge(parser: argparse.ArgumentParser) -> None:
    _base_and_adapter(parser)
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--dtype", choices=["bf16", "fp32"], default="bf16")


def _gguf(parser: argparse.ArgumentParser) -> None:
    _base_and_adapter(parser)
    parser.add_argument("--out", required=True, metavar="FILE")
    parser.add_argument("--type", choices=KINDS, default="q8_0", help="type of the matrices")
    parser.add_argument("--name", help="general.name in the file")


def _serve(parser: argparse.ArgumentParser) -> None:
    none = "with --check also none: random weights of a 0.5B model"
    parser.add_argument("--base", default="", metavar="DIR|NAME", help=none)
    parser.add_argument(
        "--adapter", dest="adapters", action="append", default=[], metavar="[NAME=]DIR", help="repeatable"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=count, default=8000, help="0: a free one, reported by the `listening` event")
    parser.add_argument("--name", help="of an adapter without a name, or of the base (default: the folder's name)")
    parser.add_argument("--slots", type=positive, help="sequences at once (default: by memory, at most 256; CPU: 64)")
    parser.add_argument(
        "--context", type=positive, metavar="TOKENS", help="prompt and answer (default: by memory, 8192 or more)"
    )
    parser.add_argument("--no-graphs", dest="graphs", action="store_false", help="CUDA: launch each kernel separately")
    parser.add_argument("--check", action="store_true", help="do not serve: compare with transformers, and measure")
    _machine(parser, memory=False, dtypes=SERVED_DTYPES)


def _preference(parser: argparse.ArgumentParser, method: Method) -> None:
    defaults = PreferenceOptions(method, data="", base="", out="", beta=BETA[method])
    rows = {"dpo": "pairs", "kto": "rows", "grpo": "problems"}[method]
    parser.add_argument("--data", required=True, metavar="FILE", help=f"{rows}, JSON lines (see the README)")
    parser.add_argument("--base", required=True, metavar="DIR|FILE|NAME", help=BASE)
    parser.add_argument("--out", required=True, metavar="DIR", help="output folder for adapter and card")
    parser.add_argument("--lora", type=positive, default=defaults.lora, metavar="RANK", help="default 16")
    parser.add_argument("--lora-alpha", type=float, help="default: twice the rank")
    parser.add_argument("--beta", type=not_negative, default=defaults.beta, help=f"default {defaults.beta:g}")
    parser.add_argument("--epochs", type=positive, default=defaults.epochs)
    parser.add_argument("--lr", type=above_zero, default=defaults.lr, help="peak learning rate (default 1e-5)")
    parser.add_argument("--rows-per-step", type=positive, default=defaults.rows_per_step, help=f"{rows} of a step")
    parser.add_argument("--batch-size", type=positive, default=defaults.batch_size, help="rows run at once (default 4)")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    if method == "grpo":
        parser.add_argument("--generations", type=positive, default=defaults.generations, help="of each problem")
        parser.add_argument("--max-new-tokens", type=positive, default=defaults.max_new_tokens)
        tokens = "train on so many, prompts and completions together, in place of --epochs"
        parser.add_argument("--max-tokens", type=positive, metavar="TOKENS", help=tokens)
        scorer = "who scores completions, by the problems' `id` (default: by their `answer`)"
        parser.add_argument("--reward-url", metavar="URL", help=scorer)
    _length(parser)
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default=defaults.device)
    parser.add_argument("--dtype", choices=["auto", "bf16", "fp32"], default=defaults.dtype)
    parser.add_argument("--threads", type=positive, help="CPU threads (default: torch's own choice)")
    parser.add_argument("--gradient-checkpointing", action="store_true")


def _data_and_base(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", required=True, metavar="FILE", help="training rows, schema version 1")
    parser.add_argument("--base", required=True, metavar="DIR|FILE|NAME", help=BASE)


def _base_and_adapter(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--base", required=True, metavar="DIR|FILE|NAME", help=BASE)
    parser.add_argument("--adapter", metavar="DIR", help="output of `train`; without it the base alone")


def _length(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--max-length", type=positive, metavar="TOKENS", help="default: the model's context length")
    parser.add_argument("--drop-long", action="store_true", help="omit longer rows instead of stopping")


def _layout(parser: argparse.ArgumentParser, *, mode: bool = True) -> None:
    if mode:
        parser.add_argument("--mode", choices=MODES, default=DEFAULTS.mode)
    help = f"most tokens run at once (default: as many as fit, at most {MOST_TOKENS})"
    parser.add_argument("--micro-tokens", type=positive, help=help)
    parser.add_argument("--attention", choices=ATTENTIONS, default=DEFAULTS.attention)


def _machine(
    parser: argparse.ArgumentParser, *, memory: bool = True, dtypes: Sequence[str] = ("auto", *DTYPES)
) -> None:
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default=DEFAULTS.device)
    parser.add_argument("--dtype", choices=dtypes, default=DEFAULTS.dtype)
    parser.add_argument("--threads", type=positive, help="CPU threads (default: torch's own choice)")
    if memory:
        parser.add_argument("--gradient-checkpointing", action="store_true")
