import { W4sError } from '../../base/errors.ts';
import { openWasm } from './open.ts';

/** Opens the wasm sandbox and runs a line in it. What is missing, or null. */
export async function wasmLack(): Promise<W4sError | null> {
  try {
    const sandbox = await openWasm();
    try {
      const result = await sandbox.run({ code: '6 * 7', orLastValue: true });
      if (result.ok && result.value === 42) return null;
      return new W4sError('sandbox-unavailable', result.ok ? 'it computes wrongly' : result.failure.message);
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    if (error instanceof W4sError) return error;
    throw error;
  }
}
