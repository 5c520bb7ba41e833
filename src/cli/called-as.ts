/** How this program was started: what a user has to write to start it again. */
export function calledAs(env: NodeJS.ProcessEnv = process.env): string {
  return env.npm_command === 'exec' ? 'npx w4s' : 'w4s';
}

/** A text of ours with its commands in backticks as the user has to write them. */
export function asCalled(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return text.replaceAll('`w4s ', `\`${calledAs(env)} `);
}
