import { W4sError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import type { Store } from '../../store/index.ts';
import { readResult, resultsIn } from './result-files.ts';

/** Names of the transfers whose results lie beside the store, the newest first. */
export async function transferNames(store: Store): Promise<string[]> {
  return (await resultsIn(store, 'transfer')).map(({ name }) => name);
}

/** The result of a transfer as it wrote it. @throws {W4sError} `unknown-transfer`, `transfer-unreadable` */
export async function transferOf(store: Store, name: string): Promise<Json> {
  const known = (await resultsIn(store, 'transfer')).find((one) => one.name === name);
  if (known === undefined)
    throw new W4sError('unknown-transfer', `There is no transfer \`${name}\` beside this store`, {
      hint: '`w4s transfer` writes its result there when it ends.',
    });
  return readResult(known.file).catch((cause: unknown) => {
    throw new W4sError('transfer-unreadable', `The result of transfer \`${name}\` can't be read`, {
      cause,
      hint: 'Run the same command to write it again.',
    });
  });
}
