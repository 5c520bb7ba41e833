import type { Message } from '../model/contract.ts';
import { oneLine } from '../base/printable.ts';
import { headOf } from '../base/clip.ts';
import { plain } from '../present/index.ts';
import type { AskDetail, CodeDetail, ItemDetail, RepeatDetail, StepDetail } from '../report/index.ts';
import type { ToolStep } from '../workflow/index.ts';
import { count, dollars, duration } from './format.ts';

/** Characters of a text that are shown; `--json` and `export` hold all. */
const MOST = 1_500;

/** One item with all that happened on it, for a terminal. Foreign texts are set in, so that none passes for ours. */
export function itemText(detail: ItemDetail): string {
  const { itemId, candidate, label, split, input, target, repeats } = detail;
  return [
    oneLine(`${itemId} · ${candidate ?? label} · ${split}`),
    ...block('input', input ?? '(not kept)'),
    ...(target === null ? [] : block('right answer', plain(target))),
    ...repeats.flatMap((repeat) => ['', ...repeatLines(repeat, detail)]),
  ].join('\n');
}

function repeatLines(run: RepeatDetail, { repeats, messages }: ItemDetail): string[] {
  const { repeat, score, answer, note, failure, usage, stdout, trace } = run;
  const name = repeats.length === 1 ? '' : `repeat ${repeat + 1}: `;
  const { steps, omitted, picked } = trace ?? { steps: [], omitted: 0 };
  const showMessages = shower(messages, steps);
  const facts = [
    score === null ? 'missing' : `score ${Number(score.toFixed(3))}`,
    count(usage.calls, 'call'),
    tokens(usage),
    dollars(usage.costUsd),
    duration(usage.wallMs),
  ];
  return [
    name + facts.join(' · '),
    ...(failure === null ? block('answer', plain(answer)) : block(`failed: ${failure.kind}`, failure.message)),
    ...(note === null ? [] : block('scorer', note)),
    ...(picked === undefined ? [] : [`The router chose ${oneLine(picked, 60)}.`]),
    ...(stdout === '' ? [] : block('printed', stdout)),
    ...(trace === null ? ['What happened was not kept: an older version wrote this.'] : []),
    ...steps.flatMap((step, i) => ['', ...stepLines(step, i + 1, showMessages)]),
    ...(omitted > 0 ? ['', `${count(omitted, 'more step')} not kept.`] : []),
  ];
}

type ShowMessages = (step: AskDetail, number: number) => string[];

function stepLines(step: StepDetail, number: number, showMessages: ShowMessages): string[] {
  if (step.kind === 'ask') return [...askLines(step, number), ...showMessages(step, number), ...replyLines(step)];
  if (step.kind === 'code') return codeLines(step, number);
  if (step.kind === 'tool') return toolLines(step, number);
  return [`${number}. agent.${oneLine(step.method, 60)} raised`, ...block(step.errorType, step.message)];
}

function askLines(step: AskDetail, number: number): string[] {
  const { role, n, temperature, ms, cached, requests, costUsd, error } = step;
  const facts = [
    ...(n === 1 ? [] : [`${n} replies`]),
    ...(temperature === undefined ? [] : [`temperature ${temperature}`]),
    `waited ${duration(ms)}`,
    tokens(step),
    dollars(costUsd),
    ...(cached === 0 ? [] : [n === 1 ? 'from the cache' : `${cached} from the cache`]),
    ...(requests > 1 ? [count(requests, 'request')] : []),
  ];
  const who = role === null ? 'asked' : `asked as ${oneLine(role, 60)}`;
  return [`${number}. ${who}: ${facts.join(', ')}`, ...(error === undefined ? [] : block('no answer', error))];
}

/** Each message once: where it was shown before, the step that shows it is named. */
function shower(messages: readonly Message[], steps: readonly StepDetail[]): ShowMessages {
  const first = new Map<number, number>();
  steps.forEach((step, i) => {
    const places = step.kind === 'ask' ? (step.messages ?? []) : [];
    for (const place of places) if (!first.has(place)) first.set(place, i + 1);
  });
  return (step, number) => {
    if (step.messages === null) return ['   (the messages were cleared from the cache)'];
    return step.messages.flatMap((place) => {
      const { role, content } = messages[place] ?? { role: '?', content: '' };
      const shown = first.get(place) ?? number;
      return shown === number ? block(role, content) : [`   ${role}: as in step ${shown}`];
    });
  };
}

function replyLines({ replies }: AskDetail): string[] {
  return replies.flatMap(({ text, outcome, replaced }, i) => {
    const name = `${replies.length === 1 ? 'reply' : `reply ${i + 1}`}${outcome === 'ok' ? '' : ` (${outcome})`}`;
    if (text === null) return [`   ${name}: cleared from the cache`];
    return block(replaced ? `${name} (cleared, and asked again since then)` : name, text);
  });
}

function codeLines({ code, value, stdout, failure, line, ms }: CodeDetail, number: number): string[] {
  const where = line === null ? '' : ` on line ${line}`;
  return [
    `${number}. ran a program: ${duration(ms)}`,
    ...block('code', code),
    ...(stdout === '' ? [] : block('printed', stdout)),
    ...(value === undefined ? [] : block('returned', value)),
    ...(failure === undefined ? [] : block(`failed${where}: ${failure.kind}`, failure.message)),
  ];
}

function toolLines({ name, args, result, error, replayed, ms }: ToolStep, number: number): string[] {
  const facts = [duration(ms), ...(replayed === true ? ['from before a stop'] : [])];
  return [
    `${number}. called the tool ${oneLine(name, 64)}: ${facts.join(', ')}`,
    ...block('arguments', args),
    ...(result === undefined ? [] : block('result', result)),
    ...(error === undefined ? [] : block('failed', error)),
  ];
}

function tokens({ promptTokens, completionTokens }: { promptTokens: number; completionTokens: number }): string {
  return `${promptTokens} + ${completionTokens} tokens`;
}

/** A foreign text under its name, cut with a word. */
function block(name: string, text: string): string[] {
  const shown = text.length <= MOST ? text : `${headOf(text, MOST)} [... ${count(text.length, 'character')}]`;
  return [
    `   ${oneLine(name, 80)}`,
    ...shown
      .trimEnd()
      .split(/\r\n|[\n\r]/)
      .map((line) => `      ${line}`.trimEnd()),
  ];
}
