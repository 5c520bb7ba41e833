/** Classes in the style sheet, `arm-0` to `arm-7`; they repeat after that. */
const COLOURS = 8;

/** The class of an arm's marks. */
export function armClass(index: number): string {
  return `arm arm-${index % COLOURS}`;
}
