import './quiet.ts';
import { inShell } from '../base/in-shell.ts';
import { storeName } from '../base/store-url.ts';
import { version } from '../base/version.ts';
import { loadConfig, storePlace } from '../config/index.ts';
import { EXIT_CODES } from './command.ts';
import { loadEnvFile } from './env-file.ts';
import { createInterrupts } from './interrupt.ts';
import { createOutput } from './output.ts';
import { asW4sError, readCommandLine } from './program.ts';
import { listenForBroken } from './streams.ts';
import { commandTable } from './table.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const wantsJson = argv.includes('--json');
  let name = argv[0] ?? '';
  const output = createOutput({ json: wantsJson });
  const interrupts = createInterrupts(output);
  let broken = false;
  let store: string | undefined;
  listenForBroken(process, (error) => {
    if (error === null) return interrupts.stop('standard output was closed');
    broken = true;
    process.exitCode = 1;
    output.note(`w4s ${name}: Writing to standard output failed: ${error.message}`);
    interrupts.stop('the result can not be written');
  });
  try {
    const told = loadEnvFile();
    if (told !== undefined) output.note(told);
    const invocation = await readCommandLine(
      commandTable,
      { version, about: await aboutHere(argv) },
      argv.length === 0 ? ['--help'] : argv,
    );
    if (invocation === undefined) return 0;
    const { spec, args, options, given } = invocation;
    name = spec.name;
    if (given.includes('store')) store = options.store as string;
    const { result, exitCode = 0 } = await spec.run({
      args,
      options,
      given,
      output,
      signal: interrupts.signal,
      onInterrupt: interrupts.onInterrupt,
    });
    const code = interrupts.count > 0 && exitCode === 1 ? 130 : exitCode;
    output.result(name, code, result);
    return broken ? 1 : code;
  } catch (thrown) {
    const error = asW4sError(thrown);
    const code = interrupts.count > 0 ? 130 : error.exitCode;
    output.note(`w4s ${name}: ${error.message}${error.hint === undefined ? '' : `\n  ${error.hint}`}`);
    if (process.env.W4S_DEBUG) output.note(String((error.cause as Error | undefined)?.stack ?? error.stack));
    output.result(name, code, null, error);
    return code;
  } finally {
    interrupts.close();
    if (store !== undefined && output.namedCommand && !wantsJson)
      output.note(`The commands named here need --store ${inShell(storeName(store))} as well, or W4S_STORE set to it.`);
  }
}

/** The end of the program's help: it says which store is used here. */
async function aboutHere(argv: readonly string[]): Promise<string[]> {
  if (argv.length > 0 && !argv.some((word) => ['-h', '--help', 'help'].includes(word))) return [EXIT_CODES];
  const { path, because } = process.env.W4S_STORE
    ? { path: process.env.W4S_STORE, because: 'set by W4S_STORE' }
    : storePlace(await loadConfig().catch(() => ({ config: {}, file: undefined })));
  return [`Runs are kept in ${storeName(path)} (${because}); --store names another place.`, EXIT_CODES];
}
