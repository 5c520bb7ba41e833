import { type Expression, Visitor } from 'oxc-parser';
import { lineAt, type Source } from './source.ts';

/** What the syntax tree of one file says of its form. */
export interface Shape {
  /** Every function, method and arrow function with a block as its body; one inside another counts in both. */
  functions: readonly { lines: number; characters: number }[];
  /** `x!` */
  nonNullAssertions: number;
  /** The line of every ternary that is the condition or a branch of another. */
  nestedTernaries: readonly number[];
  /** `...(x === undefined ? {} : { x })` and `...(x && { x })` in an object. */
  conditionalSpreads: number;
}

export function shapeOf({ program, text }: Source): Shape {
  const functions: { lines: number; characters: number }[] = [];
  const nested: number[] = [];
  let nonNullAssertions = 0;
  let conditionalSpreads = 0;
  const measure = ({ start, end, body }: { start: number; end: number; body: { type: string } | null }): void => {
    if (body?.type !== 'BlockStatement') return;
    const span = text.slice(start, end);
    functions.push({ lines: span.split('\n').length, characters: span.length });
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
    TSNonNullExpression: () => void nonNullAssertions++,
    ConditionalExpression({ test, consequent, alternate }) {
      const inner = [test, consequent, alternate].filter(({ type }) => type === 'ConditionalExpression');
      nested.push(...inner.map(({ start }) => lineAt(text, start)));
    },
    ObjectExpression({ properties }) {
      conditionalSpreads += properties.filter((it) => it.type === 'SpreadElement' && isConditional(it.argument)).length;
    },
  }).visit(program);
  return { functions, nonNullAssertions, nestedTernaries: nested, conditionalSpreads };
}

function isConditional(spread: Expression): boolean {
  if (spread.type === 'LogicalExpression') return spread.operator === '&&';
  return spread.type === 'ConditionalExpression' && [spread.consequent, spread.alternate].some(isEmptyObject);
}

function isEmptyObject(node: Expression): boolean {
  return node.type === 'ObjectExpression' && node.properties.length === 0;
}
