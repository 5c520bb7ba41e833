import { type CommandBody, type CommandSpec, defineCommand } from '../command.ts';
import { COMPLETIONS, SHELLS } from '../completion.ts';

/** @param commands All that is completed. */
export function completionCommand(commands: () => Promise<readonly CommandSpec[]>): CommandBody {
  return defineCommand({
    details:
      'bash: put source <(w4s completion bash) into ~/.bashrc. zsh: put source <(w4s completion zsh) into ' +
      '~/.zshrc, after compinit. fish: run w4s completion fish > ~/.config/fish/completions/w4s.fish.',
    arguments: [{ name: 'SHELL', description: 'your shell', choices: SHELLS }],
    options: {},
    examples: ['w4s completion bash', 'w4s completion fish > ~/.config/fish/completions/w4s.fish'],
    run: async ({ args, output }) => {
      const [shell] = args;
      const script = COMPLETIONS[shell](await commands());
      output.print(script);
      return { result: { shell, script } };
    },
  });
}
