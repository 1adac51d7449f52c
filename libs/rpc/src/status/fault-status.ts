import { commonV1 } from '@catalogsync/contracts';
import { Fault, type FaultCode, isFaultCode, toFault } from '@catalogsync/faults';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';

/** Trailing metadata key of the encoded Fault; the suffix makes it binary. */
const faultKey = 'catalogsync-fault-bin';

const statusByCode: Readonly<Record<FaultCode, status>> = {
  invalid_argument: status.INVALID_ARGUMENT,
  not_found: status.NOT_FOUND,
  already_exists: status.ALREADY_EXISTS,
  failed_precondition: status.FAILED_PRECONDITION,
  unauthenticated: status.UNAUTHENTICATED,
  permission_denied: status.PERMISSION_DENIED,
  expired: status.FAILED_PRECONDITION,
  rate_limited: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  timeout: status.DEADLINE_EXCEEDED,
  canceled: status.CANCELLED,
  data_corrupt: status.DATA_LOSS,
  disk_full: status.RESOURCE_EXHAUSTED,
  unsupported: status.UNIMPLEMENTED,
  internal: status.INTERNAL,
};

/** For a peer that sends no Fault: gRPC itself, or another implementation. Of codes with one status, the first counts. */
const codeByStatus = new Map(
  Object.entries(statusByCode)
    .map(([code, number]) => [number, code as FaultCode] as const)
    .toReversed(),
);

/** The error that grpc-js accepts for a call. */
export interface StatusObject {
  readonly code: status;
  readonly message: string;
  readonly metadata: Metadata;
}

/** Turns anything thrown into a status that shows only a Fault's safe text. */
export function toStatus(error: unknown): StatusObject {
  const fault = toFault(error);
  const metadata = new Metadata();
  const { code, message, hint = '', retry, retryAfterMs = 0 } = fault;
  // Whole milliseconds, as the message has them.
  const wire = { code, message, hint, retryLater: retry === 'later', retryAfterMs: Math.max(0, Math.ceil(retryAfterMs)) };
  metadata.set(faultKey, Buffer.from(commonV1.Fault.encode(wire).finish()));
  return { code: statusByCode[fault.code], message: fault.message, metadata };
}

/** The Fault of a failed call, or the equivalent of its bare status. */
export function fromServiceError(error: ServiceError, service: string): Fault {
  const [encoded] = error.metadata?.get(faultKey) ?? [];
  if (Buffer.isBuffer(encoded)) {
    const wire = commonV1.Fault.decode(encoded);
    if (isFaultCode(wire.code)) return toThrow(wire.code, wire, error);
  }
  if (error.code === status.UNIMPLEMENTED) {
    const older = `the ${service} service does not know this call: it is of an older version`;
    return new Fault('unsupported', older, { hint: 'Run the same version of Catalogsync on every machine.', cause: error });
  }
  const code = codeByStatus.get(error.code) ?? 'internal';
  const hint = code === 'unavailable' ? hintFor(service, error.details) : undefined;
  return new Fault(code, `${service}: ${error.details || error.message}`, { hint, cause: error });
}

function toThrow(code: FaultCode, { message, hint, retryLater, retryAfterMs }: commonV1.Fault, cause: unknown): Fault {
  return new Fault(code, message, {
    hint: hint || undefined,
    retry: retryLater ? 'later' : 'never',
    retryAfterMs: retryAfterMs || undefined,
    cause,
  });
}

/** TLS fails in many words; each side tells the other only that it does not accept it. */
function hintFor(service: string, details: string): string {
  if (!/certificate|TLS|SSL|EPROTO|altname|Protocol error/i.test(details)) return `Is ${service} running, and is its address right?`;
  return `Do both machines have valid certificates of one authority (catalogsync keys list), and is this the address of ${service}?`;
}
