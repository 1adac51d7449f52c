import { Fault, type FaultCode, toFault } from '@catalogsync/faults';

/** Shows where a request went without any part that may be secret. */
export function shown(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? 'the address' : `${parsed.origin}${parsed.pathname}`;
}

const byStatus: Readonly<Record<number, FaultCode>> = {
  401: 'unauthenticated',
  403: 'permission_denied',
  404: 'not_found',
  408: 'timeout',
  409: 'failed_precondition',
  410: 'not_found',
  429: 'rate_limited',
  504: 'timeout',
};

/** Statuses after which the same request may succeed soon (RFC 9110, 15.6; RFC 6585, section 4). */
export const passingStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** The Fault of a final answer that is not a success. */
export function statusFault(status: number, url: string, retryAfterMs?: number): Fault {
  const code = byStatus[status] ?? (status >= 500 ? 'unavailable' : 'invalid_argument');
  const retry = passingStatuses.has(status) || status === 408 ? 'later' : 'never';
  return new Fault(code, `${shown(url)} answered ${status}`, { retry, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** Connection level errors by code of Node or undici. */
const byErrorCode: Readonly<Record<string, { code: FaultCode; text: string }>> = {
  ECONNREFUSED: { code: 'unavailable', text: 'refuses connections' },
  ECONNRESET: { code: 'unavailable', text: 'closed the connection' },
  EPIPE: { code: 'unavailable', text: 'closed the connection' },
  ENOTFOUND: { code: 'unavailable', text: 'is not a known host' },
  EAI_AGAIN: { code: 'unavailable', text: 'cannot be looked up at the moment' },
  EHOSTUNREACH: { code: 'unavailable', text: 'cannot be reached' },
  ENETUNREACH: { code: 'unavailable', text: 'cannot be reached' },
  ETIMEDOUT: { code: 'timeout', text: 'does not answer' },
  UND_ERR_CONNECT_TIMEOUT: { code: 'timeout', text: 'does not answer' },
  UND_ERR_HEADERS_TIMEOUT: { code: 'timeout', text: 'accepted the request but did not answer' },
  UND_ERR_BODY_TIMEOUT: { code: 'timeout', text: 'stopped sending' },
  UND_ERR_SOCKET: { code: 'unavailable', text: 'closed the connection' },
  HPE_HEADER_OVERFLOW: { code: 'data_corrupt', text: 'sent larger headers than allowed' },
  UND_ERR_HEADERS_OVERFLOW: { code: 'data_corrupt', text: 'sent larger headers than allowed' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { code: 'unavailable', text: 'sent less than it announced' },
};

/** Turns an error of undici, Node or an abort into a Fault that names the server. */
export function exchangeFault(error: unknown, url: string): Fault {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  const known = byErrorCode[code];
  if (known !== undefined) return new Fault(known.code, `${shown(url)} ${known.text}`, { cause: error });
  if (code.startsWith('HPE_') || (error as { name?: unknown } | null)?.name === 'HTTPParserError') {
    return new Fault('data_corrupt', `${shown(url)} does not speak HTTP`, { cause: error });
  }
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL|EPROTO/.test(code)) {
    return new Fault('unavailable', `${shown(url)} has no certificate that this machine trusts`, {
      hint: 'Check the address, the clock and the certificate (NODE_EXTRA_CA_CERTS adds an authority).',
      retry: 'never',
      cause: error,
    });
  }
  return toFault(error);
}

/** An AggregateError (several addresses tried) has its own code; a wrapped error has it on its cause. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : codeOf(cause);
}
