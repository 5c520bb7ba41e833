import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { messageOf, usageError } from '../base/errors.ts';

const MOST_BYTES = 1_000_000;

/** What CPython reads at its start, behind `PYTHON`; its newer ones have an underscore there. */
const PYTHONS =
  'ASYNCIODEBUG BREAKPOINT CASEOK COERCECLOCALE DEBUG DEVMODE DONTWRITEBYTECODE DUMPREFS DUMPREFSFILE EXECUTABLE ' +
  'FAULTHANDLER HASHSEED HOME INSPECT INTMAXSTRDIGITS IOENCODING LEGACYWINDOWSFSENCODING LEGACYWINDOWSSTDIO MALLOC ' +
  'MALLOCSTATS NODEBUGRANGES NOUSERSITE OPTIMIZE PATH PERFSUPPORT PLATLIBDIR PROFILEIMPORTTIME PYCACHEPREFIX ' +
  'SAFEPATH STARTUP THREADDEBUG TRACEMALLOC UNBUFFERED USERBASE UTF8 VERBOSE WARNDEFAULTENCODING WARNINGS';

/** They change how programs start or what they trust; a file that came with a folder is for keys and addresses. */
const NOT_TAKEN = new RegExp(
  `^(?:PATH|ENV|BASH_ENV|(?:NODE|LD|DYLD|GIT|npm_config|PYTHON)_.*|PYTHON(?:${PYTHONS.replaceAll(' ', '|')}))$`,
  'i',
);

/**
 * Reads `.env` of the working folder into the environment, as `node --env-file` does: what is set already stays. A file
 * of another user is passed over, and so are variables that change how programs start.
 * @returns what to tell the user, without any value.
 * @throws {W4sError} `env-file`, exit code 2, for one that can't be read.
 */
export function loadEnvFile(path = '.env', env: NodeJS.ProcessEnv = process.env): string | undefined {
  const found = read(path);
  if (found === undefined) return undefined;
  if (found.isForeign) return `${path} belongs to another user and was ignored.`;
  const entries = Object.entries(parseEnv(found.text));
  for (const [name, value] of entries) if (!NOT_TAKEN.test(name)) env[name] ??= value;
  const left = entries
    .map(([name]) => name)
    .filter((name) => NOT_TAKEN.test(name))
    .sort();
  if (left.length === 0) return undefined;
  return (
    `${path}: ${left.join(', ')} ignored, because such names can change how programs start. ` +
    'What you want of them, `export` in the shell.'
  );
}

/** Opened once, so that what is checked is what is read; without waiting, for it may be a pipe. */
function read(path: string): { text: string; isForeign: boolean } | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size > MOST_BYTES)
      throw new Error(`it is not a regular file of at most ${MOST_BYTES} bytes`);
    const isForeign = process.getuid !== undefined && ![0, process.getuid()].includes(facts.uid);
    return { isForeign, text: isForeign ? '' : readFileSync(file, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw usageError('env-file', `Expected ${path} to be readable, got: ${messageOf(error)}`, {
      hint: 'Fix the file, or move it away.',
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
