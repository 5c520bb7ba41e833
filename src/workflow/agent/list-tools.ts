import { defineMethod } from './method.ts';

/** `agent.list_tools()`: the task's tools as dictionaries of `name`, `description` and `input_schema`. */
export const listTools = defineMethod(
  'list_tools',
  {},
  ({ tools }) =>
    (tools?.box.facts ?? []).map(({ name, description, inputSchema }) => ({
      name,
      description,
      input_schema: inputSchema,
    })),
  'tools = agent.list_tools()',
  '- `agent.list_tools()` returns the tools of this task as a list of dictionaries with `name`, `description` and ' +
    '`input_schema`.',
);
