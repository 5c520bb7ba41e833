import { type Random, pick } from '../../../base/random.ts';
import type { Reply } from '../contract.ts';
import { POSSIBLE_IN_TEXT, PREVENTED_BY_JSON_MODE, SLIPS } from './rates.ts';
import type { Slip } from './rates.ts';

export type JsonObject = Record<string, string | number | boolean>;

interface Delivery {
  /** The reply as an object with the requested keys, or as text. */
  content: JsonObject | string;
  /** Whether the server enforces JSON. */
  jsonMode: boolean;
}

/** The final reply: in the requested form, or with one slip. */
export function deliver({ content, jsonMode }: Delivery, random: Random): Reply {
  const slip = drawSlip(random);
  if (typeof content === 'string') {
    return slip !== null && POSSIBLE_IN_TEXT.has(slip) ? slipped(slip, content, random) : whole(content);
  }
  const text = JSON.stringify(content, null, random() < 0.5 ? 2 : 0);
  if (slip === null || (jsonMode && PREVENTED_BY_JSON_MODE.has(slip))) return whole(text);
  if (slip === 'missing-key') return whole(JSON.stringify(withoutOneKey(content, random)));
  return slipped(slip, text, random);
}

function whole(text: string): Reply {
  return { text, truncated: false };
}

/** Exactly one draw in any case, so that a change of form does not affect later draws. */
function drawSlip(random: Random): Slip | null {
  let draw = random();
  for (const [slip, rate] of Object.entries(SLIPS) as [Slip, number][]) {
    draw -= rate;
    if (draw < 0) return slip;
  }
  return null;
}

function slipped(slip: Slip, text: string, random: Random): Reply {
  switch (slip) {
    case 'fenced':
      return whole(`\`\`\`json\n${text}\n\`\`\``);
    case 'trailing-text':
      return whole(`${text}\n\nLet me know if you would like more detail.`);
    case 'single-quotes':
      return whole(pythonRepr(JSON.parse(text) as JsonObject));
    case 'empty':
      return whole('');
    case 'truncated':
      return { text: text.slice(0, Math.ceil(text.length * (0.3 + 0.5 * random()))), truncated: true };
    case 'missing-key':
      return whole(text);
  }
}

/** Output of a model that has seen more Python than JSON. */
function pythonRepr(object: JsonObject): string {
  const pairs = Object.entries(object).map(([key, value]) => `'${key}': ${pythonLiteral(value)}`);
  return `{${pairs.join(', ')}}`;
}

function pythonLiteral(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

function withoutOneKey(object: JsonObject, random: Random): JsonObject {
  const missing = pick(Object.keys(object), random);
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== missing));
}
