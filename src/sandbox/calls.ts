import { CallError, type CallHandler, type SandboxCall } from './contract.ts';
import { messageOf } from '../base/errors.ts';
import { encodeJson } from './values.ts';

/** Text of a call's reply frame: its value, or the Python exception to raise. Never rejects. */
export async function serveCall(
  { id, method, args, kwargs }: SandboxCall & { id: number },
  onCall: CallHandler,
): Promise<string> {
  try {
    const value = await onCall({ method, args, kwargs });
    return encodeJson({ t: 'reply', id, ok: true, value: value ?? null });
  } catch (error) {
    const type = error instanceof CallError ? error.pythonType : 'RuntimeError';
    return encodeJson({ t: 'reply', id, ok: false, type, message: messageOf(error) });
  }
}
