import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Database } from './schema.ts';

/** A query whose values are still to come. */
interface Shape {
  query: CompiledQuery;
  parameters: readonly unknown[];
}

/**
 * A query for the paths that every call of a model takes: it is built and compiled once for a database, and then only
 * its values change. What values there are must not change, nor the number of those in a list.
 */
export function compiled<Values extends object, Row = unknown>(
  build: (db: Kysely<Database>, values: Values) => Compilable<Row>,
): (db: Kysely<Database>, values: Values) => CompiledQuery<Row> {
  const shapes = new WeakMap<Kysely<Database>, Shape>();
  return (db, values) => {
    const shape = shapes.get(db) ?? shapeOf(build(db, slotsFor(values)));
    shapes.set(db, shape);
    const parameters = shape.parameters.map((one) =>
      one instanceof Slot ? (values as Record<string, unknown>)[one.name] : one,
    );
    return { ...shape.query, parameters } as CompiledQuery<Row>;
  };
}

/** Stands for a value in a query that is built. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

function slotsFor<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.keys(values).map((name) => [name, new Slot(name)])) as Values;
}

function shapeOf(built: Compilable): Shape {
  const query = built.compile();
  return { query, parameters: query.parameters };
}
