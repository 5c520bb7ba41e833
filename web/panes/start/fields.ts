/** One field of the form, and the flag that it stands for. */
export interface Field {
  name: string;
  label: string;
  hint: string;
  /** As `w4s` takes it; absent for what stands without one, by `isFirst` before all flags. */
  flag?: string;
  isNeeded?: boolean;
  isNumber?: boolean;
}

const TASK: Field = {
  name: 'task',
  label: 'Task',
  hint: 'a benchmark (gsm8k), a family (pocket-format) or a task file',
  isNeeded: true,
};
const EXECUTOR: Field = {
  name: 'executor',
  label: 'Executor',
  hint: 'the model that does the work: pocket:executor, openai:…, model.gguf',
  flag: '--executor',
  isNeeded: true,
};
const NAME: Field = { name: 'name', label: 'Name', hint: 'for the list of runs', flag: '--name' };
const BUDGET: Field = {
  name: 'budget',
  label: 'Budget, dollars',
  hint: 'never spend more',
  flag: '--budget',
  isNumber: true,
};
const CALLS: Field = { name: 'calls', label: 'Most calls', hint: 'of all models', flag: '--max-calls', isNumber: true };
const MORE: Field = { name: 'more', label: 'Further options', hint: 'as at the terminal: --seed 1 --repeats 2' };

const SEARCH: readonly Field[] = [
  TASK,
  EXECUTOR,
  { name: 'meta', label: 'Meta-agent', hint: 'the model that writes workflows', flag: '--meta', isNeeded: true },
  { name: 'turns', label: 'Turns', hint: 'default 10', flag: '--turns', isNumber: true },
  NAME,
  BUDGET,
  CALLS,
  MORE,
];

const EVALUATION: readonly Field[] = [
  { name: 'workflow', label: 'Workflow', hint: 'a .py file, a run or a candidate RUN/t03c1', isNeeded: true },
  { ...TASK, flag: '--task' },
  EXECUTOR,
  NAME,
  BUDGET,
  CALLS,
  MORE,
];

export function fieldsOf(command: 'optimize' | 'eval'): readonly Field[] {
  return command === 'optimize' ? SEARCH : EVALUATION;
}

/** Labels of what is needed and not there. */
export function missingIn(fields: readonly Field[], values: Record<string, string>): string[] {
  return fields
    .filter(({ name, isNeeded }) => isNeeded === true && valueOf(values, name) === '')
    .map(({ label }) => label);
}

/** The words of the command. Further options are split at spaces; quotes hold them together. */
export function wordsOf(fields: readonly Field[], values: Record<string, string>): string[] {
  return fields.flatMap((field) => {
    const value = valueOf(values, field.name);
    if (value === '') return [];
    if (field === MORE) return [...value.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    return field.flag === undefined ? [value] : [field.flag, value];
  });
}

function valueOf(values: Record<string, string>, name: string): string {
  return (values[name] ?? '').trim();
}
