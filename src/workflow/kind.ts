/** `code` for a workflow that takes an entry point as its third parameter, as those for programs do. */
export function kindByForm(code: string): 'answer' | 'code' {
  const [, parameters = ''] = /^(?:async )?def (?:workflow|solver)\(([^)]{0,500})\)/m.exec(code) ?? [];
  return parameters.split(',').filter((parameter) => parameter.trim() !== '').length >= 3 ? 'code' : 'answer';
}
