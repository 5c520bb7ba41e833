import { readFileSync } from 'node:fs';
import { oneLine, printableJson } from '../base/printable.ts';
import { programSources } from '../sandbox/index.ts';
import type { StandaloneServer } from './server.ts';
import { type Provenance, agentTemplates, provenanceLines, pythonLiteral } from '../workflow/index.ts';

/** What a stand-alone file is made of. */
export interface Standalone {
  /** What it is called: `emails@3`, `run/t03c1`. */
  title: string;
  code: string;
  kind: 'answer' | 'code';
  provenance: Provenance;
  server: StandaloneServer;
}

/** In the order in which they stand in the file, since they become one. */
const PARTS = ['python_text', 'texts', 'replies', 'arguments', 'client', 'programs', 'agent_api', 'rows', 'main'].map(
  (name) => ({
    name,
    text: readFileSync(new URL(`./python/${name}.py`, import.meta.url), 'utf8'),
  }),
);

/** One Python file that holds a workflow and an `agent` of its own: see `python/main.py`. */
export function renderStandalone({ title, code, kind, provenance, server }: Standalone): string {
  const constants = [
    ['TITLE', json(`${oneLine(title)}: a workflow of w4s`)],
    ['KIND', json(kind)],
    ['MODEL', json(server.model)],
    ['EFFORT', json(server.effort)],
    ['BASE_URL', json(server.baseUrl)],
    ['KEYS', JSON.stringify(server.keys)],
    ['WORKFLOW', pythonLiteral(`${code.trim()}\n`)],
    ['TEMPLATES', mapping(agentTemplates())],
    ['RUNTIME', mapping(programSources())],
  ].map(([name, value]) => `${name} = ${value}\n`);
  const imports = [...new Set(PARTS.flatMap(({ text }) => text.match(/^import [a-z.]+$/gm) ?? []))].toSorted();
  return [head({ title, code, provenance, server }), imports.join('\n'), '', ...constants, ...PARTS.map(partText)].join(
    '\n',
  );
}

function head({ title, code, provenance, server }: Omit<Standalone, 'kind'>): string {
  return [
    '#!/usr/bin/env python3',
    `# ${oneLine(title)}: a workflow of w4s that stands alone`,
    ...provenanceLines(code, provenance),
    '#',
    '# NOT SANDBOXED. Within w4s this workflow runs in a sandbox. Here it runs with your rights: its own text, and',
    '# every program that the model writes for it (agent.execute_code, tests), can read your files and use your',
    '# network. Such a program runs as a process of its own with limits of time and memory, without the API key in its',
    '# environment, and nothing more. Read WORKFLOW below first, and run this file where that does no harm.',
    '#',
    ...serverLines(server),
    '#   python THIS.py --input "..."          the answer on standard output',
    '#   python THIS.py --in FILE --out FILE   JSON Lines: the same objects with answer, calls and failure',
    '#   from THIS import run                  run("...") returns the answer',
    '',
  ].join('\n');
}

/** As part of the one file: its own names are there already, and what it is becomes a comment. */
function partText({ text }: { text: string }): string {
  return text
    .replace(/^"""([^"]*)"""\n/, (_, what: string) => `\n# ${'-'.repeat(117)}\n# ${what.replaceAll('\n', '\n# ')}\n`)
    .replace(LOCAL_IMPORT, '')
    .replace(/^import [a-z.]+\n/gm, '');
}

const LOCAL_IMPORT = new RegExp(
  String.raw`^from (?:${PARTS.map(({ name }) => name).join('|')}) import (?:\([^)]*\)|.*)\n`,
  'gm',
);

/** Which variables it reads. */
function serverLines({ baseUrl, keys }: StandaloneServer): string[] {
  if (baseUrl === '')
    return [
      '# Python 3.10 or newer and nothing else. OPENAI_BASE_URL holds the address of an OpenAI-compatible server,',
      '# OPENAI_MODEL the name of a model there, OPENAI_API_KEY the key: the model that this was measured with has no',
      '# server.',
    ];
  const key = keys.length === 0 ? 'No key is sent.' : `${keys.join(' or ')} holds the key.`;
  return [
    `# Python 3.10 or newer and nothing else. ${key}`,
    '# OPENAI_BASE_URL names another server, which gets OPENAI_API_KEY, and OPENAI_MODEL another model than the one',
    '# that this was measured with.',
  ];
}

function mapping(texts: Readonly<Record<string, string>>): string {
  return `{\n${Object.entries(texts)
    .map(([name, text]) => `    ${json(name)}: ${pythonLiteral(text)},\n`)
    .join('')}}`;
}

/** What JSON escapes, Python reads alike. */
function json(text: string): string {
  return printableJson(text);
}
