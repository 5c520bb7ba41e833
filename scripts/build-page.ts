/** Builds the browser's part of the page, `web/`, into one script and one style sheet without imports. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

export async function buildPage(to: string): Promise<void> {
  const bundle = await rolldown({
    input: 'web/main.tsx',
    platform: 'browser',
    tsconfig: 'web/tsconfig.json',
    // Of what the page shares with `src/` only what it uses; nothing there acts when it is loaded.
    treeshake: { moduleSideEffects: (id) => id.includes('/web/') },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    // Named beside what the page uses; what it did use of them would be an import of the script.
    external: /^(?:node:|pg$|@modelcontextprotocol\/)/,
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const [script, ...more] = output;
  if (more.length > 0 || script.imports.length > 0)
    throw new Error(
      `Expected one script, got ${output.length}, with imports of ${script.imports.join(', ') || 'none'}`,
    );
  mkdirSync(to, { recursive: true });
  writeFileSync(`${to}/app.js`, inline(script.code));
  writeFileSync(`${to}/app.css`, readFileSync('web/app.css'));
}

/** A report holds the script within its HTML, where these would end it. */
function inline(code: string): string {
  return code.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
}
