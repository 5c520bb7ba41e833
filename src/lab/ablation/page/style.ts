const ON_LIGHT = ['#1f5fbf', '#b4540a', '#17703a', '#8a2c8f', '#6b7480', '#9a7200', '#0d7377', '#b3261e'];
const ON_DARK = ['#77a9f5', '#f0a35e', '#6fcf8f', '#d79be0', '#98a2ae', '#e0c060', '#5fc7cb', '#f28b82'];

/** Added to the report's own style: a colour per arm, readable on light and dark backgrounds. */
export const ARM_STYLE = `
${colours(ON_LIGHT)}
@media (prefers-color-scheme: dark) { ${colours(ON_DARK)} }
${ON_LIGHT.map((_, i) => marks(i)).join('\n')}
.chart text.name { fill: var(--text); }
`;

/** The class of the arm's marks; colours repeat after eight. */
export function armClass(index: number): string {
  return `arm-${index % ON_LIGHT.length}`;
}

function colours(values: readonly string[]): string {
  return `:root { ${values.map((colour, i) => `--arm-${i}: ${colour};`).join(' ')} }`;
}

function marks(arm: number): string {
  const [name, colour] = [`.arm-${arm}`, `var(--arm-${arm})`];
  const lines = `${name} line, ${name} path { stroke: ${colour}; stroke-width: 2; fill: none; }`;
  return `${name} circle { fill: ${colour}; } ${lines}`;
}
