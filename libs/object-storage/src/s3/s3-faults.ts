import { Fault, type FaultCode, toFault } from '@catalogsync/faults';

interface ServiceError {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

/** The codes of the protocol that mean more than their status. */
const byName: Readonly<Record<string, readonly [FaultCode, string, string?]>> = {
  NoSuchBucket: ['failed_precondition', 'there is no such bucket', 'Create the bucket first, or correct its name.'],
  InvalidAccessKeyId: ['unauthenticated', 'the access key is unknown', 'Correct the access keys in secrets.env.'],
  SignatureDoesNotMatch: ['unauthenticated', 'the secret of the access key is wrong', 'Correct the access keys in secrets.env.'],
  RequestTimeTooSkewed: ['failed_precondition', 'the clocks differ too much', 'Set the clock of this host.'],
  AuthorizationHeaderMalformed: ['failed_precondition', 'the region is not that of the bucket', 'Correct the region.'],
  PermanentRedirect: ['failed_precondition', 'the bucket is at another endpoint', 'Correct endpoint and region.'],
  NotImplemented: ['unsupported', 'the server does not offer this'],
  SlowDown: ['rate_limited', 'too many requests'],
  BadDigest: ['data_corrupt', 'the bytes were damaged on their way'],
  InvalidDigest: ['data_corrupt', 'the bytes were damaged on their way'],
  PreconditionFailed: ['data_corrupt', 'the object is not the one that was meant'],
  InvalidRange: ['data_corrupt', 'the object is shorter than expected'],
  TimeoutError: ['timeout', 'it does not answer in time'],
};

const byStatus: Readonly<Record<number, readonly [FaultCode, string, string?]>> = {
  401: ['unauthenticated', 'the access keys are not accepted', 'Correct the access keys in secrets.env.'],
  403: ['permission_denied', 'the access keys do not allow this', 'Give them the right to do it, or use others.'],
  405: ['unsupported', 'the server does not offer this'],
  412: ['data_corrupt', 'the object is not the one that was meant'],
  416: ['data_corrupt', 'the object is shorter than expected'],
  429: ['rate_limited', 'too many requests'],
  501: ['unsupported', 'the server does not offer this'],
};

/** Damage on the way and a key replaced meanwhile may not happen again. */
const passing = new Set(['BadDigest', 'InvalidDigest']);

const connectionErrors = new Set(['TimeoutError', 'AbortError', 'NetworkingError']);

/** @param place shown to people: bucket and host */
export function s3Fault(error: unknown, place: string, signal: AbortSignal): Fault {
  if (error instanceof Fault) return error;
  if (signal.aborted) return toFault(signal.reason);
  const { name, $metadata, code } = error as ServiceError;
  // The SDK notes on whatever a request ends with that it was one: anything else is a mistake of ours.
  if ($metadata === undefined && code === undefined && !connectionErrors.has(name)) return toFault(error);
  const status = $metadata?.httpStatusCode;
  const [kind, text, hint] = byName[name] ?? byStatus[status ?? 0] ?? otherwise(status, code);
  return new Fault(kind, `object storage ${place}: ${text}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(passing.has(name) ? { retry: 'later' as const } : {}),
  });
}

function otherwise(status: number | undefined, code: string | undefined): readonly [FaultCode, string, string?] {
  if (status === undefined) return ['unavailable', `it cannot be reached${code === undefined ? '' : ` (${code})`}`];
  return status >= 500 ? ['unavailable', `it answered ${status}`] : ['failed_precondition', `it refused the request (${status})`];
}

/** Whether an object or bucket part is simply not there; a missing bucket is another matter. */
export function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as ServiceError;
  return (
    name === 'NoSuchKey' || name === 'NotFound' || ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket' && name !== 'NoSuchUpload')
  );
}

/** The upload in parts was completed, given up or forgotten, or its parts are not those that were named. */
export const isLostUpload = (error: unknown): boolean =>
  /^(NoSuchUpload|InvalidPart|InvalidPartOrder|EntityTooSmall)$/.test((error as ServiceError).name);

/** The server has no way to list parts or uploads; some answer as if an object of that name were missing. */
export function cannotList(error: unknown): boolean {
  const { name, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode ?? 0;
  return name !== 'NoSuchUpload' && name !== 'NoSuchBucket' && [400, 404, 405, 501].includes(status);
}
