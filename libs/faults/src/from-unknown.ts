import { Fault } from './fault.js';
import { meaningOf } from './system-errors.js';

/** Checked by shape: an error from another realm (a worker, a test context) fails `instanceof Error`. */
function named(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === name;
}

interface CodedError {
  readonly code: string;
  readonly message?: unknown;
  readonly path?: unknown;
  readonly dest?: unknown;
  readonly syscall?: unknown;
}

function isCoded(error: unknown): error is CodedError {
  return typeof error === 'object' && error !== null && typeof (error as { code?: unknown }).code === 'string';
}

/** The file or files of a failed system call. */
function placeOf({ path, dest }: CodedError): string {
  if (typeof path !== 'string' || path === '') return '';
  return typeof dest === 'string' && dest !== '' ? `: ${path} to ${dest}` : `: ${path}`;
}

/** Codes of the system, of HTTP and TLS, and of libraries; in `ERR_…` Node mostly reports our own mistakes. */
const systemCode =
  /^(E[A-Z0-9]+|EAI_[A-Z]+|HPE_[A-Z_]+|UND_ERR_[A-Z_]+|SQLITE_[A-Z_]+|Z_[A-Z_]+|ERR_(SSL|TLS|ZLIB|HTTP2?|STREAM|FS)_[A-Z0-9_]+|[A-Z_]*CERT[A-Z_]*|UNABLE_TO_[A-Z_]+)$/;

/** Node's message: `ENOENT: no such file or directory, open '/path'`. */
const nodeMessage = /^[A-Z0-9_]+: ([^,'"\n]{1,100})/;

/** An error of the system without a meaning of its own: its code, what the system says, and what was tried. */
function unfamiliar(error: CodedError): Fault {
  const said = typeof error.message === 'string' ? (nodeMessage.exec(error.message)?.[1] ?? '') : '';
  const tried = typeof error.syscall === 'string' && error.syscall !== '' ? ` at ${error.syscall}` : '';
  const text = `the system reports ${error.code}${tried}${said === '' ? '' : ` (${said})`}${placeOf(error)}`;
  return new Fault('internal', text, { cause: error });
}

/** The meaning of a failed system call or library call; `undefined` if the error names no such cause. */
function systemFault(error: CodedError): Fault | undefined {
  const known = meaningOf(error.code);
  if (known !== undefined) return new Fault(known.code, `${known.text}${placeOf(error)}`, { hint: known.hint, cause: error });
  return systemCode.test(error.code) ? unfamiliar(error) : undefined;
}

/** Longer chains are not made by anything that is used here; a circle must end too. */
const longestChain = 8;

/** An error and what it was thrown for: its cause, or the first of several attempts (Node tries each address of a host). */
function* causesOf(error: unknown): Generator<unknown> {
  let at = error;
  for (let link = 0; link < longestChain && typeof at === 'object' && at !== null; link++) {
    yield at;
    const { cause, errors } = at as { cause?: unknown; errors?: unknown };
    at = cause ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  }
}

/** The first in the chain for which the system named a cause, or that is a Fault. */
function namedFault(error: unknown): Fault | undefined {
  for (const cause of causesOf(error)) {
    const fault = cause instanceof Fault ? cause : isCoded(cause) ? systemFault(cause) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/**
 * Turns anything thrown into a Fault. A Fault stays itself; an error for which the system, HTTP, TLS or SQLite gave a
 * code becomes that cause in plain words, with its path and hint; an abort becomes `canceled`, the rest `internal`.
 */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  // Before the chain: an abort may carry any reason as its cause.
  if (named(error, 'TimeoutError')) return new Fault('timeout', 'the deadline passed', { cause: error });
  if (named(error, 'AbortError')) return new Fault('canceled', 'the operation was canceled', { cause: error });
  const fault = namedFault(error);
  if (fault !== undefined) return fault;
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
