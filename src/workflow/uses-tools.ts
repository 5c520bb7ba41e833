/** Whether a workflow's text calls what only a task with tools offers. */
export function usesTools(code: string): boolean {
  return /\bagent\.(?:call_tool|list_tools)\b/.test(code);
}
