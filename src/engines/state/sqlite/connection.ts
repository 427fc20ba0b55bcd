import Database from 'libsql';
import { z } from 'zod';

/** What can be bound to a `?`. */
export type SqlValue = string | number | Buffer | null;

/** One open file, spoken to synchronously: a statement on a local file takes microseconds. */
export interface Connection {
  readonly isOpen: boolean;
  /** Runs a statement and gives the number of rows that it changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
  /** All rows, each as `row` reads it. */
  all<Row>(row: z.ZodType<Row>, sql: string, ...values: readonly SqlValue[]): readonly Row[];
  /** The first row, if there is one. */
  first<Row>(row: z.ZodType<Row>, sql: string, ...values: readonly SqlValue[]): Row | undefined;
  /** Runs statements without values, one after the other. */
  exec(sql: string): void;
  /** Runs `work` with the file locked for writing: nobody else writes between its reads and its writes. */
  transaction<Result>(work: () => Result): Result;
  /** Closes the file; a second call does nothing. */
  close(): void;
}

/** A statement failed. `code` is SQLite's: `SQLITE_BUSY`, `SQLITE_FULL`, `SQLITE_NOTADB`, … */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`The state file failed (${code}). ${ADVICE[code] ?? 'See that its disk has room and can be written.'}`, {
      cause,
    });
    this.code = code;
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  SQLITE_BUSY: 'Another program holds it: end that one, or try again.',
  SQLITE_FULL: 'Make room on its disk.',
  SQLITE_READONLY: 'Let this user write to it.',
  SQLITE_NOTADB: 'Move it away; a new one is made at the next start.',
  SQLITE_CORRUPT: 'Move it away; a new one is made at the next start.',
};

const vendorFault = z.object({ code: z.string() });

/**
 * Opens a file. A statement that finds it locked waits up to `busyTimeoutMs`, and holds up the whole process
 * meanwhile.
 *
 * @throws {SqlError} from every method
 */
export function openConnection(path: string, { busyTimeoutMs }: { readonly busyTimeoutMs: number }): Connection {
  const database = translated(() => new Database(path, { timeout: busyTimeoutMs }));
  const statements = new Map<string, Database.Statement>();

  const prepared = (sql: string): Database.Statement => {
    // libsql goes on running prepared statements after the file was closed.
    if (!database.open) throw new SqlError('closed');
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  // Not `get`: that one adds a `_metadata` column, and gives BLOBs in another type than `all` does.
  const all: Connection['all'] = (row, sql, ...values) =>
    translated(() => prepared(sql).all(values)).map((found) => row.parse(found));

  const exec = (sql: string): void => void translated(() => database.exec(sql));

  return {
    get isOpen() {
      return database.open;
    },
    all,
    exec,
    run: (sql, ...values) => translated(() => prepared(sql).run(values).changes),
    first: (row, sql, ...values) => all(row, sql, ...values)[0],
    transaction(work) {
      exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        exec('COMMIT');
        return result;
      } catch (error) {
        if (database.inTransaction) exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      if (!database.open) return;
      statements.clear();
      database.close();
    },
  };
}

function translated<Result>(call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof SqlError) throw error;
    const { data } = vendorFault.safeParse(error);
    throw new SqlError(data?.code || 'SQLITE_CANTOPEN', error);
  }
}
