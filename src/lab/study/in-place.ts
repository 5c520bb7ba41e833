import { W4sError } from '../../base/errors.ts';

/** Puts the place of a mistake in front of what is told about it. */
export async function inPlace<T>(place: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof W4sError)) throw error;
    const { code, message, hint, exitCode, facts } = error;
    throw new W4sError(code, `${place}: ${message}`, { hint, exitCode, facts, cause: error });
  }
}
