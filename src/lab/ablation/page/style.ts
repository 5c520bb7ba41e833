/** Added to the report's own style: a colour for each arm, readable on light and on dark. */
export const ARM_STYLE = `
:root { --arm-0: #1f5fbf; --arm-1: #b4540a; --arm-2: #17703a; --arm-3: #8a2c8f; --arm-4: #6b7480; --arm-5: #9a7200; --arm-6: #0d7377; --arm-7: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --arm-0: #77a9f5; --arm-1: #f0a35e; --arm-2: #6fcf8f; --arm-3: #d79be0; --arm-4: #98a2ae; --arm-5: #e0c060; --arm-6: #5fc7cb; --arm-7: #f28b82; } }
${Array.from({ length: 8 }, (_, i) => `.arm-${i} circle { fill: var(--arm-${i}); } .arm-${i} line, .arm-${i} path { stroke: var(--arm-${i}); stroke-width: 2; fill: none; }`).join('\n')}
.chart text.name { fill: var(--text); }
`;

/** The class of the arm's marks; colours repeat after eight. */
export function armClass(index: number): string {
  return `arm-${index % 8}`;
}
