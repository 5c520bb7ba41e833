import { type CommandSpec, defineCommand } from '../command.ts';
import { COMPLETIONS, SHELLS } from '../completion.ts';

/** @param table The other commands, which are completed. */
export function completionCommand(table: readonly CommandSpec[]): CommandSpec {
  const command = defineCommand({
    name: 'completion',
    summary: 'print a script that completes commands and flags in bash, zsh or fish',
    details:
      'bash: put source <(w4s completion bash) into ~/.bashrc. zsh: put source <(w4s completion zsh) into ' +
      '~/.zshrc, after compinit. fish: run w4s completion fish > ~/.config/fish/completions/w4s.fish.',
    arguments: [{ name: 'SHELL', description: 'your shell', choices: SHELLS }],
    options: {},
    examples: ['w4s completion bash', 'w4s completion fish > ~/.config/fish/completions/w4s.fish'],
    run: async ({ args, output }) => {
      const [shell] = args;
      const script = COMPLETIONS[shell]([...table, command]);
      output.print(script);
      return { result: { shell, script } };
    },
  });
  return command;
}
