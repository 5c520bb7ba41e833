import type { Gate } from '../evaluate/index.ts';

/** Waits for a place, and gives it back where the signal fires first. @throws the signal's reason */
export async function enter(gate: Gate, signal: AbortSignal): Promise<() => void> {
  signal.throwIfAborted();
  const entering = gate.enter();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([entering, aborted.promise]);
  } catch (error) {
    void entering.then((leave) => leave());
    throw error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
