import { readFileSync } from 'node:fs';

const NAMES = ['text-reply', 'json-reply', 'json-object', 'public-test-reflection'];

/** The texts that the agent's methods send, by name, with `{{name}}` holes: for an agent in another language. */
export function agentTemplates(): Record<string, string> {
  return Object.fromEntries(
    NAMES.map((name) => [name, readFileSync(new URL(`./templates/${name}.md`, import.meta.url), 'utf8')]),
  );
}
