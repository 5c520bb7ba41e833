import { type GymOptions, isGymPrepared, prepareGym } from './environment.ts';
import { GYM_FAMILIES, GYM_VERSION, groupOf } from './families.ts';
import { type GymDescription, askGym, gymDescription } from './generate.ts';

/** Facts available without the package. */
export interface GymFacts {
  version: string;
  /** Whether the package is installed; if not, the first use of a task installs it. */
  prepared: boolean;
  /** Families by the package's own groups. */
  families: Readonly<Record<string, readonly string[]>>;
}

export interface GymFamilyFacts extends GymDescription {
  family: string;
  group: string;
}

export async function gymFacts(env?: NodeJS.ProcessEnv): Promise<GymFacts> {
  return { version: GYM_VERSION, prepared: await isGymPrepared(env), families: GYM_FAMILIES };
}

/**
 * One family's parameters with their defaults, and an example.
 * @throws usage error for an unknown one; as `prepareGym`
 */
export async function gymFamily(family: string, options: GymOptions = {}): Promise<GymFamilyFacts> {
  const group = groupOf(family);
  const [line] = await askGym(
    { do: 'describe', family },
    { environment: await prepareGym(options), signal: options.signal },
  );
  return { family, group, ...gymDescription.parse(line) };
}
