import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Message } from '../../src/model/contract.ts';

/** A Python that has the trainer's packages, `gguf` among them. */
export const PYTHON = process.env['W4S_TRAINER_PYTHON'];

const TRAINER = fileURLToPath(new URL('../../trainer', import.meta.url));

/**
 * A tiny random Qwen2 with a byte-level BPE of 400 tokens, saved by transformers and as f16.gguf and q8_0.gguf;
 * as no-system.gguf with a template that refuses system messages.
 * Flash attention on the CPU works in float16, so what is lost grows with the spread of the weights: 0.05 is twice
 * what trained models start from. (Without it and with float32 throughout the difference is 5e-6.)
 */
const MAKE = `
import sys, torch
from pathlib import Path
from tiny import make_tokenizer
from transformers import Qwen2Config, Qwen2ForCausalLM
from w4s_trainer.gguf.convert import convert
REFUSES = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
folder = Path(sys.argv[1])
tokenizer = make_tokenizer()
torch.manual_seed(5)
model = Qwen2ForCausalLM(Qwen2Config(
    vocab_size=len(tokenizer), hidden_size=64, intermediate_size=128, num_hidden_layers=3, num_attention_heads=2,
    num_key_value_heads=1, max_position_embeddings=int(sys.argv[2]), tie_word_embeddings=True, initializer_range=0.05))
with torch.no_grad():
    for name, parameter in model.named_parameters():
        if "norm" in name or "bias" in name:
            parameter.add_(0.1 * torch.randn_like(parameter))
model.save_pretrained(folder / "base")
tokenizer.save_pretrained(folder / "base")
for kind in ("f16", "q8_0"):
    convert(str(folder / "base"), None, str(folder / f"{kind}.gguf"), kind=kind, name="tiny")
tokenizer.chat_template = REFUSES + tokenizer.chat_template
tokenizer.save_pretrained(folder / "base-no-system")
model.save_pretrained(folder / "base-no-system")
convert(str(folder / "base-no-system"), None, str(folder / "no-system.gguf"), kind="q8_0", name="tiny")
print("{}")
`;

/** What transformers says in float32: prompt ids, greedy ids, and log-probabilities of given answers. */
const JUDGE = `
import sys, json, torch
from transformers import AutoModelForCausalLM, AutoTokenizer
folder, asked = sys.argv[1], json.loads(sys.argv[2])
tokenizer = AutoTokenizer.from_pretrained(folder + "/base")
model = AutoModelForCausalLM.from_pretrained(folder + "/base", dtype=torch.float32)
out = []
with torch.inference_mode():
    for case in asked:
        text = tokenizer.apply_chat_template(case["messages"], add_generation_prompt=True, tokenize=False)
        prompt = tokenizer.encode(text, add_special_tokens=False)
        ids, greedy = list(prompt), []
        while len(greedy) < case["greedy"] and not (greedy and greedy[-1] == tokenizer.eos_token_id):
            greedy.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
            ids.append(greedy[-1])
        whole = prompt + case["answer"]
        scores = torch.log_softmax(model(torch.tensor([whole])).logits[0], -1)
        logprobs = [float(scores[len(prompt) + i - 1, t]) for i, t in enumerate(case["answer"])]
        text = tokenizer.decode(case["answer"], skip_special_tokens=True)
        out.append({"prompt": prompt, "greedy": greedy, "logprobs": logprobs, "text": text})
print(json.dumps(out))
`;

export interface Asked {
  messages: readonly Message[];
  /** Greedy tokens wanted. */
  greedy: number;
  /** Token ids to be scored. */
  answer: number[];
}

export interface Judged {
  prompt: number[];
  greedy: number[];
  logprobs: number[];
  text: string;
}

/** @param context Tokens that the model says it was trained for. */
export const makeTiny = (folder: string, context = 256): Promise<unknown> => python(MAKE, [folder, String(context)]);

export const judge = (folder: string, asked: readonly Asked[]): Promise<Judged[]> =>
  python(JUDGE, [folder, JSON.stringify(asked)]) as Promise<Judged[]>;

async function python(code: string, args: readonly string[]): Promise<unknown> {
  const env = {
    ...process.env,
    PYTHONPATH: `${join(TRAINER, 'src')}:${join(TRAINER, 'tests')}`,
    OMP_NUM_THREADS: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const { stdout } = await promisify(execFile)(PYTHON!, ['-c', code, ...args], { env, maxBuffer: 2 ** 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
