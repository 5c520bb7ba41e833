/**
 * `code` for a workflow that needs an entry point as its third parameter, as those for programs do; one that has a
 * default for it answers other tasks too.
 */
export function kindByForm(code: string): 'answer' | 'code' {
  const [, parameters = ''] = /^(?:async )?def (?:workflow|solver)\(([^)]{0,500})\)/m.exec(code) ?? [];
  const needed = parameters.split(',').filter((parameter) => parameter.trim() !== '' && !parameter.includes('='));
  return needed.length >= 3 ? 'code' : 'answer';
}
