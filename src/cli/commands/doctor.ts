import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadConfig, sandboxOf, storePlace } from '../../config/index.ts';
import { parseStoreUrl } from '../../base/store-url.ts';
import { messageOf, W4sError } from '../../base/errors.ts';
import { endText, keysSet, modelEnd } from '../../model/index.ts';
import { nodeTooOld } from '../../base/node-version.ts';
import { openSandbox, probeSandbox, probeWasm } from '../../sandbox/index.ts';
import { homeFolder, openStore } from '../../store/index.ts';
import { asCalled } from '../called-as.ts';
import { defineCommand } from '../command.ts';
import { sandboxOption, storeOption } from '../common.ts';
import { size } from '../../present/index.ts';

interface Check {
  check: string;
  ok: boolean;
  detail: string;
  hint?: string;
}

export const doctorCommand = defineCommand({
  arguments: [],
  options: { ...sandboxOption, ...storeOption },
  examples: ['w4s doctor'],
  run: async ({ options, output }) => {
    const loaded = await loadConfig().catch(() => ({ config: {}, file: undefined }));
    const place =
      options.store === undefined
        ? storePlace(loaded)
        : { path: options.store, because: 'set by --store or W4S_STORE' };
    const { path: store } = place;
    const checks = await Promise.all([
      probe('node', async () => {
        const problem = nodeTooOld();
        if (problem !== undefined) throw new W4sError('node-old', problem);
        return process.version;
      }),
      probe('sandbox', async () => {
        const sandbox = await openSandbox({ backend: sandboxOf(loaded.config, options.sandbox) });
        await sandbox.close();
        return `${sandbox.name} is in use; native: ${await nativeFacts()}; wasm: ${await wasmFacts()}`;
      }),
      probe('store', async () => {
        await (await openStore(store)).close();
        return `${shown(store)} (${place.because})`;
      }),
      probe('disk', async () => {
        const { bavail, bsize } = await statfs(homeFolder(store) ?? '.').catch(() => statfs('.'));
        const free = bavail * bsize;
        if (free < 2e8)
          throw new W4sError('disk-low', `only ${size(free)} free`, {
            hint: 'Free some space: a run writes tens of megabytes.',
          });
        return `${size(free)} free`;
      }),
      probe('config', async () => (await loadConfig()).file ?? 'none (defaults)'),
      probe('keys', async () => {
        const names = keysSet(process.env, loaded.config);
        return names.length === 0 ? 'none set (`w4s demo` needs none)' : `set: ${names.join(', ')}`;
      }),
      probe('models', endsOfModels),
    ]);
    for (const check of checks) output.print(asCalled(checkText(check)));
    return { result: { checks }, exitCode: checks.every(({ ok }) => ok) ? 0 : 1 };
  },
});

/** The whole path of a file, or the database. */
function shown(url: string): string {
  const address = parseStoreUrl(url);
  return address.scheme === 'sqlite' ? resolve(address.path) : address.name;
}

async function nativeFacts(): Promise<string> {
  if (process.platform !== 'linux') return 'for Linux alone';
  const { python, landlock, bubblewrap, lacks } = await probeSandbox();
  if (lacks[0] !== undefined) return `${lacks[0].message}. ${lacks[0].hint ?? ''}`.trim();
  const wrapper = bubblewrap === null ? 'no bubblewrap' : `bubblewrap ${bubblewrap}`;
  return `Python ${python}, seccomp, Landlock ${landlock}, ${wrapper}`;
}

async function wasmFacts(): Promise<string> {
  const lack = await probeWasm();
  return lack === null ? 'ready' : `${lack.message}. ${lack.hint ?? ''}`.trim();
}

function checkText({ ok, check, detail, hint }: Check): string {
  const line = `${ok ? 'ok  ' : 'FAIL'} ${check.padEnd(8)} ${detail}`;
  return hint === undefined ? line : `${line}\n              ${hint}`;
}

/** Of the models that commands take when none is named: whether their providers announced an end. */
async function endsOfModels(): Promise<string> {
  const { config } = await loadConfig();
  const { W4S_EXECUTOR, W4S_META } = process.env;
  const models = [W4S_EXECUTOR || config.defaults?.executor, W4S_META || config.defaults?.meta].filter(
    (model) => model !== undefined,
  );
  const lines = await Promise.all(
    [...new Set(models)].map(async (model) => {
      const end = await modelEnd(model, { config });
      if (end !== undefined && end.daysLeft < 0)
        throw new W4sError('model-ended', endText(end), {
          hint: 'Name another model in w4s.config.ts or the environment.',
        });
      return end === undefined ? `${model}: no end announced` : endText(end);
    }),
  );
  return lines.length === 0 ? 'none named in the config or the environment' : lines.join('; ');
}

async function probe(check: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { check, ok: true, detail: await look() };
  } catch (error) {
    const hint = error instanceof W4sError ? error.hint : undefined;
    return { check, ok: false, detail: messageOf(error), hint };
  }
}
