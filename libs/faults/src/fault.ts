/**
 * The closed list of what can go wrong, as far as callers must tell it apart.
 * Each transport maps these codes in one table; nothing else invents codes.
 */
export const faultCodes = [
  /** The caller's input is wrong; the same call can never succeed. */
  'invalid_argument',
  /** The requested thing does not exist. */
  'not_found',
  /** The thing already exists. */
  'already_exists',
  /** Right call, wrong state: something else runs, or a step is missing. */
  'failed_precondition',
  /** Credentials are missing or unusable. */
  'unauthenticated',
  /** Known caller, not allowed; also a path that leaves its root. */
  'permission_denied',
  /** Was valid once but no longer is. */
  'expired',
  /** Too many calls or streams at once. */
  'rate_limited',
  /** The other side does not answer or is not ready. */
  'unavailable',
  /** The deadline passed. */
  'timeout',
  /** The caller gave up. */
  'canceled',
  /** Stored or received data is damaged or not what it claims to be. */
  'data_corrupt',
  /** No room left on a volume. */
  'disk_full',
  /** Not supported here, by design. */
  'unsupported',
  /** Our own bug. */
  'internal',
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** Whether the same call, unchanged, may succeed later. */
export type RetryAdvice = 'never' | 'later';

const defaultRetry: Readonly<Record<FaultCode, RetryAdvice>> = {
  invalid_argument: 'never',
  not_found: 'never',
  already_exists: 'never',
  failed_precondition: 'later',
  unauthenticated: 'never',
  permission_denied: 'never',
  expired: 'never',
  rate_limited: 'later',
  unavailable: 'later',
  timeout: 'later',
  canceled: 'never',
  data_corrupt: 'never',
  disk_full: 'later',
  unsupported: 'never',
  internal: 'never',
};

export interface FaultOptions {
  /** What to do next, for a person. */
  readonly hint?: string;
  /** Overrides the code's usual advice. */
  readonly retry?: RetryAdvice;
  /** How long the other side asked us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs?: number;
  /** Kept for the log; never shown to a caller. */
  readonly cause?: unknown;
}

/** The one error type that crosses a boundary. Its message is safe to show. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly retry: RetryAdvice;
  readonly hint: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: FaultCode, message: string, options: FaultOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.retry = options.retry ?? defaultRetry[code];
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** True for one of our codes; a newer peer may send others. */
export function isFaultCode(word: string): word is FaultCode {
  return (faultCodes as readonly string[]).includes(word);
}
