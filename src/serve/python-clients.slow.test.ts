import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { serving, servingSession } from '../../tests/support/serving.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type Recipe, install, interpreterIn, prepareEnvironment, runCommand } from '../python/index.ts';

const folder = temporaryFolders();
const SCRIPT = fileURLToPath(new URL('../../tests/support/serve_clients.py', import.meta.url));
const PACKAGES = ['openai', 'litellm', 'langchain-openai'];
const CODE = `def workflow(agent, task):
    if task == "fail":
        raise ValueError("on purpose")
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}
`;

/** The clients, installed once for this machine. */
const RECIPE: Recipe<{ packages: string[] }> = {
  name: 'serve-clients',
  variants: PACKAGES,
  schema: z.object({ packages: z.array(z.string()) }),
  isWanted: ({ packages }) => packages.join() === PACKAGES.join(),
  build: async (installer) => {
    await install(installer, PACKAGES);
    return { packages: PACKAGES };
  },
  minimumFreeBytes: 1e9,
  wording: {
    what: 'the clients of this test',
    purpose: 'The clients of this test',
    contents: 'clients',
    failure: 'clients-install-failed',
    remedy: 'Set W4S_PYTHON to another interpreter',
    own: 'leave this test out',
  },
};

test('openai for Python, LiteLLM and LangChain', { timeout: 600_000 }, async (context) => {
  const environment = await prepareEnvironment(RECIPE, { env: process.env }).catch((error: Error) => error);
  if (environment instanceof Error) return context.skip(`The clients can't be installed: ${environment.message}`);
  await using executor = await chatServer(({ body }) =>
    reply((body['messages'] as { content: string }[]).at(-1)!.content.toUpperCase()),
  );
  const session = await servingSession();
  context.onTestFinished(() => session.close());
  await using one = await serving({ folder: folder(), session, executor, code: CODE, key: 'secret' });
  const { ok, stdout, output } = await runCommand({
    command: interpreterIn(environment.folder),
    args: [SCRIPT, one.url, 'secret', one.model],
    env: { PATH: process.env.PATH, HOME: folder() },
  });
  expect(ok, output).toBe(true);
  const said = { text: 'HI THERE', tokens: 14, streamed: 'HI THERE' };
  expect(JSON.parse(stdout.trim().split('\n').at(-1)!)).toEqual({
    openai: {
      ...said,
      models: ['asks'],
      cost: 0.014,
      request: true,
      streamed_tokens: 14,
      response: 'HI THERE',
      response_streamed: 'HI THERE',
      errors: [
        ['NotFoundError', 'model_not_found'],
        ['BadRequestError', 'unsupported_parameter'],
        ['InternalServerError', 'workflow_failed'],
        ['APIError', 'workflow_failed'],
        ['AuthenticationError', 'invalid_api_key'],
      ],
    },
    litellm: { ...said, error: ['InternalServerError', expect.anything()] },
    langchain: {
      ...said,
      many: ['A', 'B', 'C'],
      tools: [expect.stringMatching(/BadRequest|InvalidRequest/), 'unsupported_parameter'],
    },
  });
});
