import { usageError } from '../../base/errors.ts';
import { type CommandSpec, defineCommand } from '../command.ts';
import { COMPLETIONS, type Shell } from '../completion.ts';

/** @param table The other commands, which are completed. */
export function completionCommand(table: readonly CommandSpec[]): CommandSpec {
  const command = defineCommand({
    name: 'completion',
    summary: 'print a script that completes commands and flags in bash, zsh or fish',
    details:
      'For bash, in ~/.bashrc: source <(w4s completion bash). For zsh the same in ~/.zshrc, after compinit. ' +
      'For fish: w4s completion fish > ~/.config/fish/completions/w4s.fish.',
    arguments: [{ name: 'SHELL', description: 'bash, zsh or fish' }],
    options: {},
    examples: ['w4s completion bash', 'w4s completion fish > ~/.config/fish/completions/w4s.fish'],
    run: async ({ args, output }) => {
      const [shell] = args;
      if (!(shell in COMPLETIONS)) throw usageError('unknown-shell', `Expected bash, zsh or fish, got \`${shell}\``);
      const script = COMPLETIONS[shell as Shell]([...table, command]);
      output.print(script);
      return { result: { shell, script } };
    },
  });
  return command;
}
