import { taskYaml, yamlTask } from './yaml.ts';

const SCORER = `# A function of your own, run in the sandbox.
scorer:
  python: scorer.py
`;

const SCORER_PY = `"""Scores one answer. Only the standard library is there; files and network are closed."""

import re


def score(prediction, target) -> float:
    """1 for the right number, 0.5 within one per cent, else 0."""
    numbers = re.findall(r"-?\\d+(?:\\.\\d+)?", str(prediction).replace(",", ""))
    if not numbers:
        return 0.0
    error = abs(float(numbers[-1]) - float(target))
    if error < 1e-6:
        return 1.0
    return 0.5 if error <= 0.01 * abs(float(target)) else 0.0
`;

/** `task.yaml` with JSON Lines and a scorer in Python. */
export function pythonTask(name: string): Record<string, string> {
  return { ...yamlTask(name), 'task.yaml': taskYaml(name, 'items.jsonl', SCORER), 'scorer.py': SCORER_PY };
}
