import { join } from 'node:path';
import { W4sError } from '../base/errors.ts';
import { runCommand } from '../python/index.ts';

/** What a Python reports about its torch. */
export interface TorchFacts {
  torch: string;
  cuda: boolean;
}

/** Importing transformers and peft is slow, so only check that they exist. */
const SCRIPT = `
import importlib.util, json, torch, w4s_trainer
for name in ("transformers", "peft"):
    if importlib.util.find_spec(name) is None:
        raise SystemExit(f"No module named '{name}'")
print("\\n" + json.dumps({"torch": str(torch.__version__), "cuda": bool(torch.cuda.is_available())}))
`;

export interface ProbeOptions {
  python: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

/** Imports the trainer once. @returns the facts, or what Python printed instead. */
export async function probe({ python, env, signal }: ProbeOptions): Promise<TorchFacts | { problem: string }> {
  const { ok, stdout, output } = await runCommand({ command: python, args: ['-c', SCRIPT], env, signal });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (ok && last.startsWith('{')) return JSON.parse(last) as TorchFacts;
  return { problem: output.trim().split('\n').at(-1) || "it can't start" };
}

/**
 * The user's own Python, named by W4S_TRAINER_PYTHON: nothing is installed there. Our package is read from this
 * installation, whatever version of it is installed there: rows and options belong to this one.
 * @throws {W4sError} `trainer-missing`
 */
export async function probeOwn({
  python,
  env,
  signal,
  source,
}: ProbeOptions & { source: string }): Promise<TorchFacts & { variables: Record<string, string> }> {
  const variables = { PYTHONPATH: join(source, 'src') };
  const facts = await probe({ python, env: { ...env, ...variables }, signal });
  if ('torch' in facts) return { ...facts, variables };
  const expected = 'Expected W4S_TRAINER_PYTHON to be a Python with torch, transformers and peft';
  throw new W4sError('trainer-missing', `${expected}, but \`${python}\` says: ${facts.problem}`, {
    hint: 'Install them there, or unset W4S_TRAINER_PYTHON to let w4s prepare an environment.',
  });
}

/** Whether the machine has an NVIDIA GPU whose driver answers. */
export async function hasNvidiaGpu(env: NodeJS.ProcessEnv): Promise<boolean> {
  const { ok, stdout } = await runCommand({ command: 'nvidia-smi', args: ['-L'], env });
  return ok && stdout.includes('GPU');
}
