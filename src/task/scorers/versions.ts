/**
 * What a stored run knows each built-in scorer by: it does not continue with another one. Give a scorer another value
 * when it gives other scores, and only then. Any text does; these are hashes of what the scorers once were.
 */
export const VERSIONS = {
  exact: '6bd4663c116ca6d9',
  numeric: 'f9a52906a8383e40',
  choice: '2251a33c17182123',
  f1: '65d5e636cc4b6a82',
  math: 'b4efba23c290bc8f',
  gaia: '865b66e9abbc30ef',
  labels: '3279dc6514448b23',
  'json-fields': '080184f7f267a351',
  'unit-tests': 'd8f9bd322e8c49cc',
  judge: '819d1e7922a02647',
} as const;
