import { Fault, toFault } from '@catalogsync/faults';

/** TypeORM wraps driver errors; checked by shape, see libs/faults. */
function driverError(error: unknown): { readonly code: string } | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { driverError: inner = error } = error as { driverError?: { code?: unknown } };
  const { code } = inner as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE') ? (inner as { code: string }) : undefined;
}

/** True if another connection holds a lock that this one needs. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(driverError(error)?.code ?? '');
}

/** True if rows violate a constraint of their table. */
export function isConstraint(error: unknown): boolean {
  return driverError(error)?.code.startsWith('SQLITE_CONSTRAINT') ?? false;
}

/**
 * An error of the database at `file` as a Fault. What a person can mend (a damaged file, a lock, a full volume)
 * names the file; an error of ours is `internal` and shows nothing. An error that is not SQLite's becomes what
 * `toFault` makes of it.
 */
export function toSqliteFault(error: unknown, file: string): Fault {
  const driver = driverError(error);
  if (driver === undefined) return toFault(error);
  const fault = toFault(driver);
  if (fault.code === 'internal') return new Fault('internal', fault.message, { cause: error });
  return new Fault(fault.code, `${fault.message}: ${file}`, { hint: fault.hint, cause: error });
}

/** True for errors thrown by SQLite or its volume, not by the work that used it. */
export function isSqliteError(error: unknown): boolean {
  return driverError(error) !== undefined;
}
