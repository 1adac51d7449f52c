/** Metadata keys of a call. The server replaces the caller's name by what it has found out, and drops the secret. */
export const callerKey = 'catalogsync-caller';
export const secretKey = 'catalogsync-secret';
/** Of which trace a call is a part (W3C Trace Context). */
export const traceParentKey = 'traceparent';
