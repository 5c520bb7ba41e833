import { usageError } from '../base/errors.ts';
import { fillVariables } from '../base/fill-variables.ts';
import { exactRedactor, type Redact, redactor } from '../base/redact.ts';
import type { AddressSource, ProgramSource } from './contract.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What a server is given from the environment, and how that is kept out of all that it says. */
export interface ServerSecrets {
  /** For a program. */
  env: Record<string, string>;
  /** For an address. */
  headers: Record<string, string>;
  /** For results: takes out the values alone. */
  fromResult: Redact;
  /** For what is told to the user: takes out whatever is shaped like a key, too. */
  fromMessage: Redact;
}

/** Reads the variables that a source names, at the last moment. @throws {W4sError} `missing-key` */
export function secretsOf(source: ProgramSource | AddressSource, env: Variables): ServerSecrets {
  const values: string[] = [];
  const valueOf = (name: string): string => {
    const value = env[name]?.trim();
    if (!value) throw missing(name, source);
    values.push(value);
    return value;
  };
  const named = 'command' in source ? (source.env ?? []) : [];
  const headers = 'url' in source ? Object.entries(source.headers ?? {}) : [];
  const read = {
    env: Object.fromEntries(named.map((name) => [name, valueOf(name)])),
    headers: Object.fromEntries(headers.map(([name, text]) => [name, fillVariables(text, valueOf)])),
  };
  const known = values.flatMap(spellings);
  return { ...read, fromResult: exactRedactor(known), fromMessage: redactor(known) };
}

/** As it stands in a text, in JSON, and in an address. */
function spellings(value: string): string[] {
  return [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])];
}

function missing(variable: string, source: ProgramSource | AddressSource) {
  const whose = 'command' in source ? source.command : new URL(source.url).host;
  return usageError(
    'missing-key',
    `Expected the environment variable \`${variable}\` to be set for the tools of \`${whose}\`, got nothing`,
    {
      hint: `Run \`export ${variable}=...\` first, or put it into .env in the working folder.`,
      facts: { variable },
    },
  );
}
