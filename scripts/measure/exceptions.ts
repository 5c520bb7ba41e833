import type { Link } from './links.ts';

/** An import past an index that stays, and why. */
export interface Exception extends Link {
  reason: string;
}

/** All of them. One that is no longer needed is itself a fault. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    from: 'src/providers/gguf/prompt.ts',
    to: 'src/model/without-system.ts',
    reason: 'Runs in the child process of a GGUF file, which is not to load the HTTP client and the price table.',
  },
  {
    from: 'src/testing.ts',
    to: 'src/sandbox/conformance.ts',
    reason: 'What tests a sandbox is not to be loaded with it by every command.',
  },
];
