import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { parseJson } from '../../own/json-text.ts';
import { parseRows } from '../../own/rows.ts';
import { textOfMessages } from '../messages.ts';
import { plain } from '../template.ts';

export interface HostedRow {
  id: string | undefined;
  item: Row;
  /** What was asked in a run, where it is known. */
  messages: Json | undefined;
  line: number;
}

export interface HostedData {
  rows: HostedRow[];
  /** How a run makes its prompt from an item. */
  template: string | undefined;
}

/**
 * Items in any form that the API gives or takes: JSON Lines of `{"item": {...}}` or of the items themselves, output
 * items (`datasource_item` with what was asked), a run with its data inside, or a page of either.
 */
export function hostedData(text: string, file: string): HostedData {
  const whole = /^\s*[{[]/.test(text) ? parseJson(text) : undefined;
  if (whole === undefined || !('value' in whole))
    return { rows: parseRows(text, lined(file)).flatMap(({ row, line }) => rowOf(row, line)), template: undefined };
  return dataIn(whole.value);
}

/** JSON Lines whatever the name says, since it is not one JSON value. */
function lined(file: string): string {
  return file.endsWith('.json') ? `${file}l` : file;
}

function dataIn(value: Json): HostedData {
  const listed = Array.isArray(value) ? value : [value];
  const found = listed.map((one) => (isMap(one) ? dataOfMap(one) : { rows: [], template: undefined }));
  return {
    rows: found.flatMap(({ rows }) => rows),
    template: found.find(({ template }) => template !== undefined)?.template,
  };
}

function dataOfMap(map: Row): HostedData {
  if (Array.isArray(map['data'])) return dataIn(map['data']);
  const source = map['data_source'];
  if (!isMap(source ?? null)) return { rows: 'testing_criteria' in map ? [] : rowOf(map, 1), template: undefined };
  const { source: inner = null, input_messages: messages = null } = source as Row;
  const content = isMap(inner) && Array.isArray(inner['content']) ? inner['content'] : [];
  return {
    rows: content.flatMap((one) => (isMap(one) ? rowOf(one, 1) : [])),
    template: templateOf(messages),
  };
}

function templateOf(messages: Json): string | undefined {
  if (!isMap(messages)) return undefined;
  if (messages['type'] === 'item_reference') return `{{${plain(messages['item_reference'])}}}`;
  return textOfMessages(messages['template']);
}

function rowOf(row: Row, line: number): HostedRow[] {
  const item = row['datasource_item'] ?? row['item'] ?? row;
  if (!isMap(item)) return [];
  const inside = isMap(item['item'] ?? null) ? (item['item'] as Row) : item;
  const sample = row['sample'] ?? null;
  const id = row['datasource_item_id'] ?? inside['id'];
  return [
    {
      id: id === undefined || id === null ? undefined : plain(id),
      item: inside,
      messages: isMap(sample) ? sample['input'] : undefined,
      line,
    },
  ];
}

function isMap(value: Json): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
