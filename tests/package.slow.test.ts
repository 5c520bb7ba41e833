import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChatServer, chatServer } from './support/chat-server.ts';
import { checkWeights, findPocketModel, readManifest } from '../src/providers/pocket/weights.ts';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { loadTask } from '../src/task/index.ts';
import { commandsOf, fencesOf } from './support/fences.ts';
import { type Project, installedProject, oldNode } from './support/package.ts';

const data = resolve(process.env.W4S_DATA ?? '../shared/datasets');
const hasData = existsSync(join(data, 'gsm8k'));

/** One that is not the package's: what it is told by calls that fail is of the package's class. */
const MY_SANDBOX = `
import { CallError } from 'w4s/testing';
import { CallError as Own } from ${JSON.stringify(resolve('src/sandbox/contract.ts'))};
import { openSandbox } from ${JSON.stringify(resolve('src/sandbox/index.ts'))};

export async function openMySandbox() {
  const sandbox = await openSandbox();
  const own = (error) => (error instanceof CallError ? new Own(error.message, error.pythonType) : error);
  const translated = (onCall) => onCall && ((call) => onCall(call).catch((error) => Promise.reject(own(error))));
  return {
    name: sandbox.name,
    run: (request) => sandbox.run({ ...request, onCall: translated(request.onCall) }),
    close: () => sandbox.close(),
  };
}
`;

/** What a reader's own would be. */
const MY_SANDBOX_TYPES = `
import type { SandboxCase } from 'w4s/testing';
type Sandbox = Parameters<SandboxCase['run']>[0];
export declare function openMySandbox(): Promise<Sandbox & { close(): Promise<void> }>;
`;

let project: Project;
beforeAll(async () => {
  project = await installedProject(mkdtempSync(join(tmpdir(), 'w4s-package-')));
}, 240_000);
afterAll(() => rmSync(project.folder, { recursive: true, force: true }));

describe('the installed package', () => {
  it('is below 9 MB, of which the small models are seven', () => {
    expect(project.bytes).toBeLessThan(9e6);
  });

  it('takes less than 60 MB with what it needs', () => {
    expect(project.installedBytes).toBeLessThan(60e6);
  });

  it('says on install which Node it needs, and asks for no script', () => {
    const { engines, scripts } = JSON.parse(
      readFileSync(join(project.folder, 'node_modules/w4s/package.json'), 'utf8'),
    ) as { engines: unknown; scripts: object };
    expect(engines).toEqual({ node: '>=22.18' });
    expect(Object.keys(scripts)).toEqual(['postpack']);
  });

  it('says in one sentence that a Node is too old', async ({ skip }) => {
    const old = await oldNode();
    if (old === undefined) return skip('no old Node on this machine');
    const { code, stdout, stderr } = await project.run(old, ['node_modules/w4s/dist/cli/start.js', '--help']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^w4s needs Node 22\.18 or newer, and this is \d+\.\d+\.\d+: .+\n$/);
  });

  it('helps, and names the one command that brings what the demo needs', async () => {
    expect(await project.w4s(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: w4s') });
    const demo = await project.w4s(['demo']);
    expect(demo).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/`npm install node-llama-cpp@3\.22\.1`\. `w4s demo --sim`/),
    });
  });

  it('holds the models of the demo whole, and says where the others are', async () => {
    const models = readManifest(join(project.folder, 'node_modules/w4s/models'));
    for (const name of ['executor', 'meta', 'meta-rlao']) {
      const env = { W4S_CACHE: join(project.folder, 'cache') };
      expect(checkWeights(findPocketModel(models, name), env)).toContain(project.folder);
    }
    expect((await project.w4s(['pocket', 'list'])).stdout).toMatch(
      /meta-sft-all .+ \(only in a clone of the repository\)/,
    );
    const left = await project.w4s([
      'eval',
      'node_modules/w4s/examples/workflows/direct.py',
      '--task',
      'pocket-arith',
      '--executor',
      'pocket:executor-b',
      '--limit',
      '1',
    ]);
    expect(left).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a clone of the repository has all models'),
    });
  });
});

describe('programs', () => {
  const PROGRAM = `import { defineTask, optimize, W4sError, type OptimizeResult } from 'w4s';
import { fakeModel, type FakeModel, sandboxCases, type SandboxCase } from 'w4s/testing';
export const cases: readonly SandboxCase[] = sandboxCases();
const meta: FakeModel = fakeModel(['x']);
export const run = (): Promise<OptimizeResult> => optimize({ task: 'word-problems', executor: meta, meta });
export const task = defineTask({
  name: 'a',
  description: 'b',
  items: [{ input: 'a', target: 1 }, { input: 'b', target: 2 }],
  scorer: (prediction, { target }) => Number(prediction === target),
});
export const codeOf = (error: unknown): string => (error instanceof W4sError ? error.code : '');
console.log(typeof optimize, typeof fakeModel);
`;

  it.each(['node16', 'nodenext'])('are typed in ES modules and in CommonJS, with --module %s', async (module) => {
    writeFileSync(join(project.folder, 'a.mts'), PROGRAM);
    writeFileSync(join(project.folder, 'b.cts'), PROGRAM);
    const words = [
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '--strict',
      '--target',
      'es2023',
      '--module',
      module,
      '--types',
      'node',
      '--skipLibCheck',
      'false',
      'a.mts',
      'b.cts',
    ];
    expect(await project.run('node', words)).toEqual({ code: 0, stdout: '', stderr: '' });
    writeFileSync(join(project.folder, 'wrong.cts'), "import { optimize } from 'w4s';\noptimize({ task: 3 });\n");
    expect((await project.run('node', [...words.slice(0, -2), 'wrong.cts'])).stdout).toContain('TS');
  });

  it('of the docs are typed as they are printed', async () => {
    mkdirSync(join(project.folder, 'printed'));
    writeFileSync(join(project.folder, 'printed/my-sandbox.ts'), MY_SANDBOX_TYPES);
    const files = ['README.md', 'docs/library.md']
      .flatMap(fencesOf)
      .filter(({ language }) => language === 'ts')
      .map(({ place, text }) => {
        const file = `printed/${place.replaceAll(/\W/g, '-')}.mts`;
        writeFileSync(join(project.folder, file), text);
        return file;
      });
    const words = [
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '--strict',
      '--target',
      'esnext',
      '--module',
      'nodenext',
    ];
    words.push('--types', 'node', '--allowImportingTsExtensions', ...files);
    expect(await project.run('node', words)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('run in ES modules and in CommonJS', async () => {
    expect(await project.run('node', ['a.mts'])).toMatchObject({ code: 0, stdout: 'function function\n' });
    expect(
      await project.run('node', [
        '--eval',
        "const { optimize } = require('w4s'); const { fakeModel } = require('w4s/testing'); " +
          'console.log(typeof optimize, typeof fakeModel)',
      ]),
    ).toMatchObject({ code: 0, stdout: 'function function\n' });
  });
});

describe('the docs, as printed', () => {
  let sim: SimServer;
  let server: ChatServer;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    const names = ['word-problems', ...(hasData ? ['gsm8k', 'gsm-hard'] : [])];
    sim = await startSim({ tasks: await Promise.all(names.map((name) => loadTask(name, { dataDir: data }))) });
    // Any model of any name: who is asked to write a workflow is the meta-agent.
    server = await chatServer(async ({ body }) => {
      const model = JSON.stringify(body.messages).includes('def workflow') ? 'sim-meta' : 'sim-executor';
      const answer = await fetch(`${sim.url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, model }),
      });
      return answer.json();
    });
    env = { OPENAI_API_KEY: 'sk-local', OPENAI_BASE_URL: server.baseUrl, W4S_DATA: data, NODE_NO_WARNINGS: '1' };
    writeFileSync(join(project.folder, 'tickets.csv'), 'body\nMy order never came.\n');
    symlinkSync('node_modules/w4s/examples', join(project.folder, 'examples'));
    writeFileSync(join(project.folder, 'my-sandbox.ts'), MY_SANDBOX);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sim.close();
  });

  it.each(
    fencesOf('docs/library.md')
      .filter(({ language }) => language === 'ts')
      .map(({ place, text }) => ({ place, text })),
  )('$place runs', async ({ text }) => {
    writeFileSync(join(project.folder, 'example.mts'), text);
    const { code, stdout, stderr } = await project.run('node', ['example.mts'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim()).not.toBe('');
  });

  it('the program of the README runs', async () => {
    const [program] = fencesOf('README.md').filter(({ language }) => language === 'ts');
    writeFileSync(join(project.folder, 'readme.mts'), program!.text);
    expect(await project.run('node', ['readme.mts'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('accuracy'),
    });
  });

  // The demo and model files have tests of their own, and need the native runtime; nothing else is left out.
  const needsRuntime = (words: readonly string[]): boolean =>
    words[0] === 'demo' || words.some((word) => word.startsWith('gguf:'));
  it.skipIf(!hasData).each(['README.md', 'docs/getting-started.md'])(
    'the commands of %s run in their order (skipped without W4S_DATA)',
    async (page) => {
      for (const words of fencesOf(page)
        .flatMap(commandsOf)
        .filter((words) => !needsRuntime(words))) {
        const small = { optimize: ['--turns=1', '--validation=8', '--test=8'], eval: ['--limit=8'] }[words[0]!] ?? [];
        const given = await Promise.all(words.map((word) => filledIn(word)));
        const { code, stderr, stdout } = await project.w4s([...given, ...small], env);
        expect({ code, stderr: code === 0 ? '' : stderr + stdout, words: words.join(' ') }).toEqual({
          code: 0,
          stderr: '',
          words: words.join(' '),
        });
      }
    },
    240_000,
  );

  /** What a reader has to put in. */
  async function filledIn(word: string): Promise<string> {
    if (word.startsWith('http://127.0.0.1:800')) return `${server.baseUrl}#${word.split('#')[1]!}`;
    if (!/^RUN(?:_[AB])?$/.test(word)) return word;
    const listed = JSON.parse((await project.w4s(['runs', '--json'], env)).stdout) as {
      result: { runs: { run: string; command: string }[] };
    };
    const wanted = word === 'RUN' ? 'optimize' : 'eval';
    return listed.result.runs.filter(({ command }) => command === wanted)[word === 'RUN_B' ? 1 : 0]!.run;
  }
});
