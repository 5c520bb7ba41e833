import type { Json } from '../../../base/json.ts';
import type { KnownItem } from './known-items.ts';
import type { AnswerForm } from './rates.ts';

const NUMERIC = /^\s*[-+]?\$?\d[\d,]*(\.\d+)?([eE][-+]?\d+)?\s*$/;

export function formOf({ task, item }: KnownItem): AnswerForm {
  if (task.kind === 'code') return 'program';
  const gold = goldText(item.target, task.metric === 'f1');
  if (NUMERIC.test(gold)) return 'number';
  return /^[A-J]$/.test(gold) ? 'choice' : 'text';
}

/** The gold as an answer: the first of several, without thousands commas. */
export function goldOf({ task, item }: KnownItem): string {
  const gold = goldText(item.target, task.metric === 'f1');
  return NUMERIC.test(gold) ? gold.replace(/[,$\s]/g, '') : gold;
}

/** In DROP (metric F1) a bar separates golds; elsewhere it is a mathematical symbol. */
function goldText(target: Json, barsSeparate: boolean): string {
  if (Array.isArray(target)) return goldText(target[0] ?? '', barsSeparate);
  if (target !== null && typeof target === 'object') return goldText(Object.values(target)[0] ?? '', barsSeparate);
  const text = String(target).trim();
  return barsSeparate ? (text.split('|')[0] ?? text).trim() : text;
}
