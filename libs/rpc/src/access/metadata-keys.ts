/** Metadata keys of a call. The server replaces the caller's name by what it has found out, and drops the secret. */
export const callerKey = 'catalogsync-caller';
export const secretKey = 'catalogsync-secret';
