import { basename } from 'node:path';
import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { parseJson } from '../../own/json-text.ts';
import { type Check, type Imported, type ImportedItem, checked, isLeftOut } from '../contract.ts';
import { textOfMessages } from '../messages.ts';
import type { Notes } from '../notes.ts';
import { invalid, nameOf, plainName } from '../source.ts';
import { isUnreadable, plain, render } from '../template.ts';
import { criterionOf } from './criteria.ts';
import { type HostedData, type HostedRow, hostedData } from './hosted-data.ts';

export interface HostedOptions {
  /** Text and path of the file with the items or runs, where they stand apart. */
  data?: { text: string; file: string } | undefined;
  notes: Notes;
}

/**
 * An evaluation of OpenAI's hosted Evals as its API gave it (`GET /v1/evals/ID`), with its items: those of a run, the
 * output items of one, or the JSON Lines that were uploaded.
 * Source: the reference of the Evals API at developers.openai.com.
 */
export function importHosted(text: string, file: string, { data, notes }: HostedOptions): Imported {
  const parsed = parseJson(text);
  if (!('value' in parsed)) throw invalid(file, parsed.line, parsed.message);
  const evaluation = parsed.value as Row;
  const criteria = [evaluation['testing_criteria'] ?? []].flat();
  const source: HostedData =
    data === undefined ? hostedData(text, file) : withTemplate(hostedData(data.text, data.file), text, file);
  if (source.rows.length === 0)
    throw invalid(file, undefined, 'Expected the items of the evaluation, got none. --data names the file with them.');
  const items = source.rows.flatMap((row) => itemOf(row, { criteria, source, notes, file: data?.file ?? file }));
  return {
    format: 'openai-hosted',
    name: plainName(plain(evaluation['name'])) || nameOf(file),
    description:
      `${plain(evaluation['name']) || basename(file)}. The input is a whole prompt. ` +
      'An answer scores 1 when it passes every criterion of its item ' +
      '(a text that it has to equal, contain or resemble), else 0.',
    scorer: 'checks',
    items,
  };
}

/** The prompt of a run may stand beside the criteria. */
function withTemplate(data: HostedData, text: string, file: string): HostedData {
  return data.template === undefined ? { ...data, template: hostedData(text, file).template } : data;
}

interface Given {
  criteria: readonly Json[];
  source: HostedData;
  notes: Notes;
  file: string;
}

function itemOf(row: HostedRow, { criteria, source, notes, file }: Given): ImportedItem[] {
  const leave = (reason: string): ImportedItem[] => {
    notes.add(`an item is left out: ${reason}`, file, row.line);
    return [];
  };
  const input = inputOf(row, source);
  if (isUnreadable(input)) return leave(input.fault);
  if (input.trim() === '') return leave('its prompt is empty');
  const checks: Check[] = [];
  for (const criterion of criteria) {
    const check = criterionOf(criterion, row.item);
    if (isLeftOut(check)) notes.add(`a criterion is left out: ${check.left}`, file, row.line);
    else checks.push(check);
  }
  if (checks.length === 0) return leave('none of its criteria is taken over');
  return [{ id: row.id, input, target: checked(checks), line: row.line }];
}

/** Columns that hold the prompt where no run says how it is made. */
const USUAL = ['input', 'question', 'prompt', 'query', 'text'];

function inputOf({ item, messages }: HostedRow, { template }: HostedData): string | { fault: string } {
  const asked = textOfMessages(messages);
  if (asked !== undefined) return asked;
  if (template !== undefined) return render(template, { item });
  const found = USUAL.map((name) => textOfMessages(item[name])).find((one) => one !== undefined);
  return found ?? { fault: `no run says how its prompt is made, and it has none of ${USUAL.join(', ')}` };
}

/** Whether a value is an evaluation of the hosted product. */
export function isHosted(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'testing_criteria' in value;
}
