/** Node 22 and 24 call `node:sqlite` experimental at every start; the store's tests cover what we use of it. */
const { emitWarning } = process;
process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
  const text = typeof warning === 'string' ? warning : warning.message;
  if (!/SQLite is an experimental feature/.test(text))
    (emitWarning as (...all: unknown[]) => void).call(process, warning, ...rest);
}) as typeof process.emitWarning;
