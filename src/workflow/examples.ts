import { fileURLToPath } from 'node:url';

/** Path of a workflow that comes with this installation, by its name under `examples/workflows` without the ending. */
export function exampleWorkflow(name: string): string {
  return fileURLToPath(new URL(`../../examples/workflows/${name}.py`, import.meta.url));
}
