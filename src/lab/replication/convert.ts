import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ggufArguments } from '../../providers/trained/index.ts';
import { type Store, findModel } from '../../store/index.ts';
import { prepareTrainer, startTrainer } from '../../trainer/index.ts';

/** The GGUF file of a trained meta-agent, written from base and adapter on first request. */
export function convertedFiles(store: Store): (trained: string) => Promise<string> {
  const files = new Map<string, Promise<string>>();
  return (trained) => {
    const file = files.get(trained) ?? converted(store, trained);
    files.set(trained, file);
    return file;
  };
}

async function converted(store: Store, trained: string): Promise<string> {
  const model = await findModel(store, trained);
  const target = join(model.path, `${trained}.gguf`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.part`;
  const { done } = startTrainer({
    ...(await prepareTrainer()),
    forwardInterrupts: false,
    allow: ['HF_TOKEN', 'HF_HOME'],
    args: [...ggufArguments(model), '--out', unfinished],
  });
  await done;
  await rename(unfinished, target);
  return target;
}
