import { GGUF_LIMITS, type GgufModel, openGguf, readPin, writePin } from '../gguf/index.ts';
import { FREE, type ModelProvider } from '../../model/index.ts';
import { type PocketModel, checkWeights, findPocketModel, readManifest } from './weights.ts';

export interface PocketProviderOptions {
  /** Folder with `pocket.json` and the weights. @default the package's `models/` */
  folder?: string;
}

/**
 * `pocket:NAME`: a small model that ships with w4s, run locally on the CPU like any GGUF file. Models of the same name
 * share one process, which ends with the session.
 */
export function pocketProvider({ folder }: PocketProviderOptions = {}): {
  provider: ModelProvider;
  close(): Promise<void>;
} {
  const open = new Map<string, GgufModel>();
  const provider: ModelProvider = {
    name: 'pocket',
    example: 'pocket:executor',
    limits: GGUF_LIMITS,
    price: FREE,
    pin: (text) => pinnedName(findPinned(text, folder)),
    contextSize: (text) => findPinned(text, folder).contextSize,
    open: (text, { id }) => {
      const model = open.get(text) ?? openPocket(findPinned(text, folder));
      open.set(text, model);
      return { id, complete: (request) => model.complete(request) };
    },
  };
  return {
    provider,
    close: async () => {
      await Promise.all([...open.values()].map((model) => model.close()));
    },
  };
}

/**
 * Finds `executor`, or `executor@1a2b3c4d` for exactly these weights.
 * @throws {W4sError} `unknown-model`, `weights-changed`, or as {@link readManifest}.
 */
export function findPinned(text: string, folder?: string): PocketModel {
  const pinned = readPin(text);
  const found = findPocketModel(readManifest(folder), pinned.name);
  writePin(pinned, found.sha256, 'pocket');
  return found;
}

/** `executor@1a2b3c4d`. */
export function pinnedName({ name, sha256 }: PocketModel): string {
  return writePin({ name, fingerprint: undefined }, sha256, 'pocket');
}

/** Answers as `pocket:executor@1a2b3c4d`. Starts with the first call. @throws {W4sError} as {@link checkWeights} */
export function openPocket(found: PocketModel): GgufModel {
  const path = checkWeights(found);
  const { contextSize } = found;
  const id = `pocket:${pinnedName(found)}`;
  const model = openGguf({ path, id, contextSize, gpu: 'off' });
  return { ...model, complete: async (request) => ({ ...(await model.complete(request)), model: id }) };
}
