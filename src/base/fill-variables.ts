/** A text such as `Bearer ${TOKEN}` with the values of the variables that it names. */
export function fillVariables(text: string, valueOf: (name: string) => string): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => valueOf(name));
}
