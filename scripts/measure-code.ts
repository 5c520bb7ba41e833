/**
 * The form of the code in `src`, tests apart: sizes, widths, habits, and how files and folders hang together. With
 * `--json` as JSON; with `--check` the places that break a rule of the house instead, and exit code 1 where there are
 * any. What the rules are: `measure/faults.ts`; what may stay in spite of them: `measure/exceptions.ts`.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EXCEPTIONS } from './measure/exceptions.ts';
import { faultsOf } from './measure/faults.ts';
import { measureCode } from './measure/measure.ts';
import { readSources } from './measure/source.ts';
import { measureText } from './measure/text.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean' }, check: { type: 'boolean' } } });
const measured = measureCode(readSources(fileURLToPath(new URL('..', import.meta.url))));
if (values.check) {
  const faults = faultsOf(measured, EXCEPTIONS);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} else console.log(values.json ? JSON.stringify(measured.measure, null, 2) : measureText(measured.measure));
