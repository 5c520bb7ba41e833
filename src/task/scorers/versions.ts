/**
 * What a stored run knows each built-in scorer by: it does not continue with another one. Give a scorer another value
 * when it gives other scores, and only then. Any text does; these are hashes of what the scorers once were.
 */
export const VERSIONS = {
  exact: '56146f01a275f6d9',
  numeric: 'f8ffdcfd7096ad90',
  choice: '8f9e4313558723bd',
  f1: '03d9f3964e69c03f',
  math: '693f390f97c8e539',
  gaia: '1bcff0e572bbe41e',
  labels: '9db0c330d9bb035a',
  'json-fields': '72e34b4a8c1cf162',
  'unit-tests': 'd8f9bd322e8c49cc',
  judge: '819d1e7922a02647',
} as const;
