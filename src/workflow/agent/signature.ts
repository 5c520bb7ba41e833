import type { Json } from '../../base/json.ts';
import { nearest } from '../../base/nearest.ts';
import type { SandboxCall } from '../../sandbox/contract.ts';
import { parameterFor } from './aliases.ts';
import { typeError } from './python-values.ts';

/**
 * Turns what Python passed into a typed value, or raises Python's TypeError or ValueError. `name` is for its message.
 */
export type Reader<T> = (value: Json, name: string) => T;

export interface Parameter<T> {
  read: Reader<T>;
  /** Absent when the argument must be given. None stands for it too. */
  default?: T;
}

export type Signature = Record<string, Parameter<unknown>>;

/** What a signature gives its method: one field a parameter. */
export type Bound<S extends Signature> = { [K in keyof S]: S[K] extends Parameter<infer T> ? T : never };

export function required<T>(read: Reader<T>): Parameter<T> {
  return { read };
}

export function optional<T>(read: Reader<T>, value: NoInfer<T>): Parameter<T> {
  return { read, default: value };
}

/**
 * Binds positional and keyword arguments as Python would, keywords also under the names that other interfaces have for
 * them. The order of the signature's keys is the positional order.
 *
 * @throws {CallError} TypeError, in Python's manner, for an unknown, repeated, missing or surplus argument.
 */
export function bind<S extends Signature>(
  method: string,
  signature: S,
  { args, kwargs: given }: SandboxCall,
): Bound<S> {
  const names = Object.keys(signature);
  if (args.length > names.length) {
    throw typeError(`${method}() takes at most ${names.length} arguments (${names.join(', ')}), got ${args.length}`);
  }
  const kwargs = renamed(method, given, names);
  for (const name of Object.keys(kwargs)) checkKeyword(method, name, names, args.length);
  const bound = Object.entries(signature).map(([name, parameter], i) => [
    name,
    valueOf(method, name, parameter, i < args.length ? args[i] : kwargs[name]),
  ]);
  return Object.fromEntries(bound) as Bound<S>;
}

function renamed(method: string, given: SandboxCall['kwargs'], names: readonly string[]): SandboxCall['kwargs'] {
  const kwargs: SandboxCall['kwargs'] = {};
  for (const [keyword, value] of Object.entries(given)) {
    const name = parameterFor(keyword, names);
    if (Object.hasOwn(kwargs, name)) throw typeError(`${method}() got multiple values for argument '${name}'`);
    Object.defineProperty(kwargs, name, { value, enumerable: true });
  }
  return kwargs;
}

function checkKeyword(method: string, name: string, names: readonly string[], positional: number): void {
  const index = names.indexOf(name);
  if (index === -1) {
    const near = nearest(name, names);
    const guess = near === undefined ? '' : ` Did you mean '${near}'?`;
    throw typeError(`${method}() got an unexpected keyword argument '${name}'.${guess} It takes: ${names.join(', ')}`);
  }
  if (index < positional) throw typeError(`${method}() got multiple values for argument '${name}'`);
}

function valueOf(method: string, name: string, parameter: Parameter<unknown>, value: Json | undefined): unknown {
  if (value === undefined || (value === null && 'default' in parameter)) {
    if (!('default' in parameter)) throw typeError(`${method}() missing required argument: '${name}'`);
    return parameter.default;
  }
  return parameter.read(value, name);
}
