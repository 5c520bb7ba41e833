import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from './schema.ts';
import type { Writer } from './writer.ts';

/** The database and the one way to write to it. Queries live beside, one file a subject. */
export interface Store {
  /** What it is called: the path of its file, or the URL of its database without a password. */
  readonly path: string;
  /** Opens it again. It may hold a password: it is never shown. */
  readonly url: string;
  /** Folder for what is no row: winners, reports, trained models. `null` for a database in memory. */
  readonly home: string | null;
  readonly db: Kysely<Database>;
  readonly dialect: StoreDialect;
  readonly writer: Writer;
  close(): Promise<void>;
}

/** What databases say in different words; all else is said in one way. */
export interface StoreDialect {
  /** A value that changes when another connection has written. */
  readonly version: RawBuilder<unknown>;
  /** Milliseconds since 1970 by the database's clock: those of the machines may differ. */
  readonly now: RawBuilder<number>;
  /** The texts of a column of the rows that are grouped, in their order, as JSON. */
  jsonArray(column: string): RawBuilder<string>;
}
