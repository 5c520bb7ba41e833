import type { W4sConfig } from '../config/index.ts';
import type { Environment } from '../model/index.ts';
import type { Task } from '../task/contract.ts';
import { type Toolbox, openTools } from '../tools/index.ts';

/** A task with the tools that the config gives it: by its name, or that of the benchmark which it is a variant of. */
export function withTools(task: Task, { tools: configured = {} }: W4sConfig): Task {
  const [benchmark = ''] = task.name.split(/[:?]/, 1);
  const tools = configured[task.name] ?? configured[benchmark];
  return tools === undefined ? task : { ...task, tools };
}

/** The tools of a session's tasks; closed with it, or when the signal fires. */
export function sessionTools({ env, signal }: { env: Environment; signal: AbortSignal | undefined }) {
  const opened = new Map<Task, Promise<Toolbox>>();
  const close = async (): Promise<void> => {
    signal?.removeEventListener('abort', close);
    await Promise.allSettled([...opened.values()].map(async (box) => (await box).close()));
  };
  signal?.addEventListener('abort', close);
  return {
    /** The same for a task whenever it is asked for, unless it broke meanwhile. */
    open: async (task: Task): Promise<Toolbox | undefined> => {
      const { tools = [], folder = process.cwd() } = task;
      if (tools.length === 0) return undefined;
      const box = renewed(opened.get(task), () => openTools(tools, { folder, env, signal }));
      opened.set(task, box);
      return box;
    },
    close,
  };
}

async function renewed(earlier: Promise<Toolbox> | undefined, open: () => Promise<Toolbox>): Promise<Toolbox> {
  const known = await earlier?.catch(() => undefined);
  if (known !== undefined && known.broken === undefined) return known;
  await known?.close();
  return open();
}
