import { Fault, type FaultCode } from './fault.js';

/** Operating system errors that a person can fix. */
const systemErrors: Readonly<Record<string, { code: FaultCode; text: string; hint: string }>> = {
  ENOSPC: { code: 'disk_full', text: 'no space left on the device', hint: 'Free some space on that volume, then try again.' },
  EDQUOT: { code: 'disk_full', text: 'the disk quota is used up', hint: 'Free some space, then try again.' },
  ENOENT: { code: 'not_found', text: 'no such file or folder', hint: 'Check the path.' },
  ENOTDIR: { code: 'not_found', text: 'not a folder', hint: 'Check the path.' },
  EACCES: { code: 'permission_denied', text: 'permission denied', hint: 'Check the permissions of that path.' },
  EPERM: { code: 'permission_denied', text: 'operation not permitted', hint: 'Check the permissions of that path.' },
  EROFS: { code: 'permission_denied', text: 'the file system is read-only', hint: 'Choose a folder that is writable.' },
  EADDRINUSE: { code: 'failed_precondition', text: 'the address is in use', hint: 'Stop what uses that port, or choose another.' },
  SQLITE_FULL: { code: 'disk_full', text: 'no space left on the device', hint: 'Free some space on that volume, then try again.' },
  SQLITE_CORRUPT: { code: 'data_corrupt', text: 'the database is damaged', hint: 'Restore it from a backup.' },
  SQLITE_NOTADB: { code: 'data_corrupt', text: 'the file is not a database', hint: 'Check the path.' },
  SQLITE_READONLY: { code: 'permission_denied', text: 'the database is read-only', hint: 'Check its permissions.' },
  SQLITE_CANTOPEN: { code: 'permission_denied', text: 'the database cannot be opened', hint: 'Check the path and its permissions.' },
};

/** Checked by shape: an error from another realm (a worker, a test context) fails `instanceof Error`. */
function named(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === name;
}

interface SystemError extends Error {
  readonly code: string;
  readonly path?: string;
}

function isSystemError(error: unknown): error is SystemError {
  return typeof error === 'object' && error !== null && typeof (error as { code?: unknown }).code === 'string';
}

/**
 * Turns anything thrown into a Fault. A Fault stays itself, a known error of the operating system or SQLite gets
 * its code, path and hint, an abort becomes `canceled`, the rest `internal`.
 */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  if (isSystemError(error)) {
    const known = systemErrors[error.code] ?? systemErrors[error.code.split('_').slice(0, 2).join('_')];
    if (known !== undefined) {
      const message = error.path === undefined ? known.text : `${known.text}: ${error.path}`;
      return new Fault(known.code, message, { hint: known.hint, cause: error });
    }
  }
  if (named(error, 'TimeoutError')) return new Fault('timeout', 'the deadline passed', { cause: error });
  if (named(error, 'AbortError')) return new Fault('canceled', 'the operation was canceled', { cause: error });
  return new Fault('internal', 'an unexpected error occurred', { cause: error });
}

/** Does some work; whatever it throws is thrown as a Fault. */
export async function withFaults<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFault(error);
  }
}
