/** Names as a message lists them, each in backquotes. */
export function listed(names: readonly string[], between = ', '): string {
  return names.map((name) => `\`${name}\``).join(between);
}
